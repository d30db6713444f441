import { putObject } from "../../cluster-objects.ts";
import type { Lab } from "../../context.ts";
import { subnetObject } from "../../manifests/kube-ovn.ts";
import type { AclSpec } from "../../northbound/acl.ts";
import { addAclsCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { familyOf } from "../../topology/addresses.ts";
import type { SubnetSpec, Topology } from "../../topology/specs.ts";
import { blocksOf } from "../../topology/topology.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";
import { knowsTiers } from "../tiers.ts";

export const subnetPrivate: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  defaultDestination: "d",
  name: "subnet-private",
  summary: "the destination's Subnet is private and the source is in another one",
  expect: expectation("destination-bridge", "request", "SUBNET_ISOLATED"),
  refuses: ({ source, destination }) =>
    source.subnet === destination.subnet ? "both pods are in the same Subnet" : undefined,
  inject: async ({ lab, destination }) => {
    const subnet = lab.topology.subnets.find(({ name }) => name === destination.subnet);
    if (subnet === undefined) throw new RangeError(`Cannot find Subnet ${destination.subnet}`);
    if (lab.kubeOvn !== null) return makePrivate(lab, subnet);
    const acls = privateAcls(lab.topology, subnet);
    const command = addAclsCommand("Logical_Switch", acls, await knowsTiers(lab));
    await nbctl(lab, ["--wait=hv", ...command.slice(1)]);
    await putObject(lab, subnetObject(subnet, true));
  },
};

/** Kube-OVN's controller writes the ACLs itself. */
async function makePrivate(lab: Lab, subnet: SubnetSpec): Promise<void> {
  await putObject(lab, subnetObject(subnet, true));
  const ask = ["--bare", "--columns=acls", "find", "Logical_Switch", `name=${subnet.name}`];
  await waitUntil(`the ACLs of ${subnet.name}`, async () => (await nbctl(lab, ask)).trim() !== "", {
    timeoutMs: 30_000,
    everyMs: 200,
    signal: lab.signal,
  });
  await nbctl(lab, ["--wait=hv", "sync"]);
}

/** ACLs of a private Subnet (Kube-OVN pkg/ovs/ovn-nb-acl.go, SetLogicalSwitchPrivate). */
function privateAcls(topology: Topology, subnet: SubnetSpec): AclSpec[] {
  const { name } = subnet;
  const common = { parent: name, direction: "to-lport" } as const;
  const allow = { ...common, action: "allow-related" } as const;
  return [
    { ...common, priority: 1000, match: "ip", action: "drop", name, log: true },
    ...blocksOf(subnet).map(({ cidr }) => {
      const field = familyOf(cidr) === "IPv6" ? "ip6" : "ip4";
      const match = `${field}.src == ${cidr} && ${field}.dst == ${cidr}`;
      return { ...allow, priority: 1001, match };
    }),
    ...blocksOf(topology.join).map(({ cidr }) => {
      const field = familyOf(cidr) === "IPv6" ? "ip6" : "ip4";
      return { ...allow, priority: 3000, match: `${field}.src == ${cidr}` };
    }),
  ];
}
