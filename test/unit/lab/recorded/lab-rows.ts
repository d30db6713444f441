import { adminObjects, anp, banp } from "../../../../lab/faults/ovn/policy-kinds.ts";
import { securityGroups } from "../../../../lab/faults/ovn/security-group.ts";
import { privateAcls } from "../../../../lab/faults/ovn/subnet.ts";
import { aclRow } from "../../../../lab/northbound/acl.ts";
import { policyObjects, rowsOf } from "../../../../lab/northbound/policies.ts";
import { northboundRows } from "../../../../lab/northbound/rows.ts";
import { openVswitchRows } from "../../../../lab/openvswitch/rows.ts";
import type { DesiredRow } from "../../../../lab/ovsdb/desired.ts";
import type { PodSpec, PolicySpec } from "../../../../lab/topology/specs.ts";
import { subnetNamed } from "../../../../lab/topology/topology.ts";
import { topology } from "./clusters.ts";

/** Policies as those of the recordings are: `allow-web` is not the only kind. */
const policies: readonly Pick<PolicySpec, "direction" | "allow" | "log">[] = [
  { direction: "ingress" },
  { direction: "egress" },
  { direction: "egress", log: true },
  { direction: "ingress", allow: { from: ["b"], tcpPort: 8080 } },
  {
    direction: "egress",
    allow: {
      from: [],
      tcpPort: 8000,
      lastTcpPort: 8100,
      block: { cidr: "10.16.0.0/16", except: ["10.16.0.200/32"] },
    },
  },
];

/** What the lab writes into NB: declared rows, and those of faults that Kube-OVN would write. */
export function labNorthbound(): DesiredRow[] {
  const [source, destination] = [podNamed("a"), podNamed("b")];
  const named = { namespace: "default", name: "allow-web", selects: "e" };
  const isolated = privateAcls(topology, subnetNamed(topology, "subnet2"), ["10.18.0.0/16"]);
  return [
    ...northboundRows(topology),
    ...policies.flatMap((policy) => rowsOf(policyObjects(topology, { ...named, ...policy }))),
    ...securityGroups(destination, true).flatMap(rowsOf),
    ...[anp, banp].flatMap((kind) => rowsOf(adminObjects({ source, destination }, kind))),
    ...isolated.map(aclRow),
  ];
}

function podNamed(name: string): PodSpec {
  const pod = topology.pods.find((one) => one.name === name);
  if (pod === undefined) throw new RangeError(`Cannot find pod ${name}`);
  return pod;
}

/** The switches of all nodes. */
export function labSwitches(): DesiredRow[] {
  return topology.nodes.flatMap((node) => openVswitchRows(topology, node));
}
