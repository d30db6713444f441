import { setAgentAhead } from "../../clock/agent-ahead.ts";
import { forwardRule, geneve } from "../fabric.ts";
import {
  acrossNodes,
  expectation,
  type Fault,
  type FaultPath,
  finding,
  fromAToB,
} from "../fault.ts";

const aheadSeconds = 5;

const nodeAhead = {
  ...fromAToB,
  placements: acrossNodes,
  refuses: ({ lab }: FaultPath) =>
    lab.product ? undefined : "the clock that is off is the agent's, and the lab has none",
} as const;

/** The destination's node has another time than all others. No packet is lost for it. */
export const clockFaults: readonly Fault[] = [
  {
    ...nodeAhead,
    name: "node-clock-ahead",
    summary: `the clock of the destination's node is ${aheadSeconds} s ahead`,
    expect: finding("CLOCK_OFFSET"),
    inject: ({ lab, destinationNode }) => setAgentAhead(lab, destinationNode, aheadSeconds),
  },
  {
    ...nodeAhead,
    name: "node-clock-ahead-underlay-blocked",
    summary: `so it is, and the underlay drops Geneve to that node`,
    expect: expectation("underlay", "request", "UNDERLAY_BLOCKED"),
    inject: async (path) => {
      const { lab, sourceNode, destinationNode } = path;
      await setAgentAhead(lab, destinationNode, aheadSeconds);
      await forwardRule(path, `${geneve(sourceNode, destinationNode)} drop`);
    },
  },
];
