import { familyOf } from "../addresses.ts";
import { underlayNetns } from "../names.ts";
import { ipBatch, runIn } from "../run-in.ts";
import type { NodeSpec } from "../topology.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "./fault.ts";

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
    inject: async ({ lab, sourceNode, destinationNode }) => {
      const ports = [sourceNode.underlayPort, destinationNode.underlayPort];
      const commands = ports.map((port) => `link set ${port} mtu ${smallMtu}`);
      await ipBatch(underlayNetns(lab.name), commands);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-loss",
    summary: "the underlay loses 30 % of the Geneve packets between the two nodes at random",
    expect: expectation("underlay", "request", "UNDERLAY_LOSS", "degraded"),
    inject: async (path) => {
      const { sourceNode, destinationNode } = path;
      const some = "numgen random mod 100 < 30 drop";
      await forwardRule(path, `${geneve(sourceNode, destinationNode)} ${some}`);
      await forwardRule(path, `${geneve(destinationNode, sourceNode)} ${some}`);
    },
  },
];

function geneve(from: NodeSpec, to: NodeSpec): string {
  const field = familyOf(to.encapIp) === "IPv6" ? "ip6" : "ip";
  return `${field} saddr ${from.encapIp} ${field} daddr ${to.encapIp} udp dport 6081`;
}

async function forwardRule({ lab }: FaultPath, rule: string): Promise<void> {
  const commands = [
    "add table bridge fabric",
    "add chain bridge fabric forward { type filter hook forward priority 0; }",
    `add rule bridge fabric forward ${rule}`,
  ];
  await runIn(underlayNetns(lab.name), ["nft", commands.join("; ")]);
}
