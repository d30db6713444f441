import { tryPods } from "../connectivity.ts";
import { nbctl } from "../northbound/sync.ts";
import { runOnNode } from "../run-in.ts";
import { podTcpPort } from "../services.ts";
import type { NodeSpec } from "../topology.ts";
import { waitUntil } from "../wait.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "./fault.ts";

/**
 * Tables of connections without room. ACLs of the destination let connections in and nothing out:
 * the answer passes as part of a connection that is known, or not at all.
 */
export const connectionFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "conntrack-full",
    summary: "ovs-vswitchd of the destination's node keeps no more connections",
    expect: expectation("destination-bridge", "reply", "CONNTRACK_FULL"),
    expectSameNode: expectation("source-bridge", "reply", "CONNTRACK_FULL"),
    inject: async (path) => {
      await onlyKnownConnections(path);
      await runOnNode(path.destinationNode, ["ovs-appctl", "dpctl/ct-set-maxconns", "0"]);
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "conntrack-zone-limit",
    summary: "the zone of the destination's logical port has as many connections as it may have",
    expect: expectation("destination-bridge", "reply", "CONNTRACK_FULL"),
    expectSameNode: expectation("source-bridge", "reply", "CONNTRACK_FULL"),
    inject: async (path) => {
      const { destination, destinationNode } = path;
      await onlyKnownConnections(path);
      const zone = await zoneOf(destinationNode, destination.logicalPort);
      // The connection that proved the policies is remembered, and fills the zone.
      await runOnNode(destinationNode, [
        "ovs-appctl",
        "dpctl/ct-set-limits",
        `zone=${zone},limit=1`,
      ]);
    },
  },
];

async function onlyKnownConnections(path: FaultPath): Promise<void> {
  const { lab, source, destination } = path;
  const { logicalPort, subnet } = destination;
  const into = `outport == "${logicalPort}" && tcp.dst == ${podTcpPort}`;
  const out = `inport == "${logicalPort}" && ip`;
  const add = ["--wait=hv", "acl-add", subnet];
  await nbctl(lab, [...add, "to-lport", "2100", into, "allow-related"]);
  await nbctl(lab, [...add, "from-lport", "2100", out, "drop"]);
  await waitUntil(
    `${source.name} to be let in`,
    async () => (await tryPods(source, destination, "tcp")) === "answered",
    { timeoutMs: 5_000, signal: lab.signal },
  );
}

async function zoneOf(node: NodeSpec, logicalPort: string): Promise<string> {
  const { stdout } = await runOnNode(node, ["ovn-appctl", "-t", "ovn-controller", "ct-zone-list"]);
  const line = stdout.split("\n").find((one) => one.startsWith(`${logicalPort} `));
  if (line === undefined) throw new RangeError(`Cannot find the zone of ${logicalPort}`);
  return line.slice(logicalPort.length + 1).trim();
}
