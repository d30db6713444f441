import { integrationBridge, nodeInterface } from "../../openvswitch/rows.ts";
import { runOnNode } from "../../run-in.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { addFlow, egressMatch, portNumber, priority, toPorts } from "./alien-flow.ts";

/** Flows that look like OVN's own, or that are OVN's own with other actions. */
export const ovnFlowFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "flow-shadowed",
    summary: "a flow with the same match covers OVN's own on the way to the destination's port",
    expect: expectation("destination-bridge", "request", "FLOW_SHADOWED"),
    inject: async (path) => {
      const at = await egressMatch(path, path.destination);
      const flow = `table=${toPorts},priority=${priority},${at},actions=drop`;
      await addFlow(path.destinationNode, flow);
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "flow-altered",
    summary: "OVN's own flow to the destination's port was changed to drop",
    expect: expectation("destination-bridge", "request", "FLOW_ALTERED"),
    inject: (path) => alter(path, "drop"),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "flow-wrong-port",
    summary: "OVN's own flow to the destination's port was changed to output to ovn0",
    expect: expectation("destination-bridge", "request", "FLOW_WRONG_OUTPUT"),
    expectSameNode: expectation("source-bridge", "request", "FLOW_WRONG_OUTPUT"),
    inject: async (path) => {
      const wrong = await portNumber(path.destinationNode, nodeInterface);
      await alter(path, `output:${wrong}`);
    },
  },
];

/** From OpenFlow 1.1 on a change keeps the cookie: by it the flow is still OVN's. */
async function alter(path: FaultPath, actions: string): Promise<void> {
  const at = await egressMatch(path, path.destination);
  const flow = `table=${toPorts},${at},actions=${actions}`;
  await runOnNode(path.destinationNode, [
    "ovs-ofctl",
    "-O",
    "OpenFlow15",
    "mod-flows",
    integrationBridge,
    flow,
  ]);
}
