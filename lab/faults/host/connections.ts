import { nbctl } from "../../northbound/sync.ts";
import { integrationBridge } from "../../openvswitch/rows.ts";
import { ensureProcess } from "../../processes/supervise.ts";
import { runOnNode } from "../../run-in.ts";
import { podTcpPort } from "../../topology/services.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

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
    summary: "ovs-vswitchd of the destination's node keeps no more connections of that pod",
    expect: expectation("destination-bridge", "reply", "CONNTRACK_FULL"),
    expectSameNode: expectation("source-bridge", "reply", "CONNTRACK_FULL"),
    inject: async (path) => {
      await onlyKnownConnections(path);
      await fillZone(path);
    },
  },
];

/** The pod may have one connection, and has it: that of an echo from the source that goes on. */
async function fillZone({ lab, source, destination, destinationNode }: FaultPath): Promise<void> {
  const zone = await zoneOf(destinationNode, destination.logicalPort);
  const limit = `zone=${zone},limit=1`;
  await runOnNode(destinationNode, ["ovs-appctl", "dpctl/ct-set-limits", limit]);
  const limits = ["ovs-appctl", "dpctl/ct-get-limits", `zone=${zone}`];
  await ensureProcess(lab, {
    name: "fault/connection",
    netns: source.netns,
    argv: ["ping", "-q", "-i", "2", destination.ip],
    ready: async () => (await runOnNode(destinationNode, limits)).stdout.includes(",count=1"),
  });
}

/** The zone that ovn-controller gave a port, and wrote to br-int (controller/ovn-controller.c). */
async function zoneOf(node: NodeSpec, logicalPort: string): Promise<string> {
  const key = `external_ids:"ct-zone-${logicalPort}"`;
  const { stdout } = await runOnNode(node, ["ovs-vsctl", "get", "Bridge", integrationBridge, key]);
  return stdout.trim().replaceAll('"', "");
}

async function onlyKnownConnections({ lab, destination }: FaultPath): Promise<void> {
  const { logicalPort, subnet } = destination;
  const into = `outport == "${logicalPort}" && tcp.dst == ${podTcpPort}`;
  const out = `inport == "${logicalPort}" && ip`;
  const add = ["--wait=hv", "acl-add", subnet];
  await nbctl(lab, [...add, "to-lport", "2100", into, "allow-related"]);
  await nbctl(lab, [...add, "from-lport", "2100", out, "drop"]);
}
