import { nbctl } from "../northbound/sync.ts";
import { runOnNode } from "../run-in.ts";
import { podTcpPort } from "../services.ts";
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
];

async function onlyKnownConnections({ lab, destination }: FaultPath): Promise<void> {
  const { logicalPort, subnet } = destination;
  const into = `outport == "${logicalPort}" && tcp.dst == ${podTcpPort}`;
  const out = `inport == "${logicalPort}" && ip`;
  const add = ["--wait=hv", "acl-add", subnet];
  await nbctl(lab, [...add, "to-lport", "2100", into, "allow-related"]);
  await nbctl(lab, [...add, "from-lport", "2100", out, "drop"]);
}
