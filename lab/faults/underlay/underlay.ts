import { underlayNetns } from "../../names.ts";
import { ipBatch } from "../../run-in.ts";
import { forwardRule, geneve } from "../fabric.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

const smallMtu = 1300;
/** Geneve over IPv4 adds 58 bytes to the inner IPv4 packet: with this payload none passes. */
const smallPayload = 1250;

/** What can happen between the uplinks of two nodes. */
export const underlayFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-blocked",
    summary: "the underlay drops Geneve from the source's node to the destination's",
    expect: expectation("underlay", "request", "UNDERLAY_BLOCKED"),
    inject: (path) => forwardRule(path, `${geneve(path.sourceNode, path.destinationNode)} drop`),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-blocked-reply",
    summary: "the underlay drops Geneve from the destination's node to the source's",
    expect: expectation("underlay", "reply", "UNDERLAY_BLOCKED"),
    inject: (path) => forwardRule(path, `${geneve(path.destinationNode, path.sourceNode)} drop`),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-mtu-small",
    summary: `the underlay between the two nodes passes packets of ${smallMtu} bytes at most`,
    fromSize: smallPayload,
    expect: expectation("underlay", "request", "PATH_MTU_TOO_SMALL", "degraded"),
    inject: shrinkUnderlay,
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    protocols: ["icmp"], // connections open with small packets
    name: "underlay-mtu-small-asked",
    summary: "the same, and what is asked for is larger: none of it arrives, and devices count it",
    fromSize: smallPayload,
    askSize: 1_390,
    expect: expectation("underlay", "request", "PATH_MTU_TOO_SMALL"),
    inject: shrinkUnderlay,
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-mtu-small-reply",
    summary: `the underlay passes no Geneve packet over ${smallMtu} bytes to the source's node`,
    fromSize: smallPayload,
    expect: expectation("underlay", "reply", "PATH_MTU_TOO_SMALL", "degraded"),
    inject: (path) => {
      const { sourceNode, destinationNode } = path;
      const large = `meta length > ${smallMtu} drop`;
      return forwardRule(path, `${geneve(destinationNode, sourceNode)} ${large}`);
    },
  },
];

async function shrinkUnderlay({ lab, sourceNode, destinationNode }: FaultPath): Promise<void> {
  const ports = [sourceNode.underlayPort, destinationNode.underlayPort];
  const commands = ports.map((port) => `link set ${port} mtu ${smallMtu}`);
  await ipBatch(underlayNetns(lab.name), commands);
}
