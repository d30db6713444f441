import { putObject } from "../../cluster-objects.ts";
import type { Lab } from "../../context.ts";
import type { Manifest } from "../../manifests/manifest.ts";
import { subnetObject } from "../../manifests/subnet.ts";
import type { AclSpec } from "../../northbound/acl.ts";
import { addAclsCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { familyOf } from "../../topology/addresses.ts";
import type { SubnetSpec, Topology } from "../../topology/specs.ts";
import { blocksOf, subnetNamed } from "../../topology/topology.ts";
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
  refuses: ({ source, destination }) => {
    if (source.subnet === destination.subnet) return "both pods are in the same Subnet";
    return source.subnet === allowed ? `the source's Subnet ${allowed} is let in` : undefined;
  },
  inject: async ({ lab, destination }) => {
    const subnet = lab.topology.subnets.find(({ name }) => name === destination.subnet);
    if (subnet === undefined) throw new RangeError(`Cannot find Subnet ${destination.subnet}`);
    const allowSubnets = blocksOf(subnetNamed(lab.topology, allowed)).map(({ cidr }) => cidr);
    const object = subnetObject(lab.topology, subnet, { isPrivate: true, allowSubnets });
    if (lab.kubeOvn !== null) return makePrivate(lab, subnet, object);
    const acls = privateAcls(lab.topology, subnet, allowSubnets);
    const command = addAclsCommand("Logical_Switch", acls, await knowsTiers(lab));
    await nbctl(lab, ["--wait=hv", ...command.slice(1)]);
    await putObject(lab, object);
  },
};

/** The Subnet that the private one is open to. */
const allowed = "subnet3";

/** Kube-OVN's controller writes the ACLs itself. */
async function makePrivate(lab: Lab, subnet: SubnetSpec, object: Manifest): Promise<void> {
  await putObject(lab, object);
  const ask = ["--bare", "--columns=acls", "find", "Logical_Switch", `name=${subnet.name}`];
  await waitUntil(`the ACLs of ${subnet.name}`, async () => (await nbctl(lab, ask)).trim() !== "", {
    timeoutMs: 30_000,
    everyMs: 200,
    signal: lab.signal,
  });
  await nbctl(lab, ["--wait=hv", "sync"]);
}

/** ACLs of a private Subnet (Kube-OVN pkg/ovs/ovn-nb-acl.go, SetLogicalSwitchPrivate). */
export function privateAcls(
  topology: Topology,
  subnet: SubnetSpec,
  allowSubnets: readonly string[],
): AclSpec[] {
  const { name } = subnet;
  const common = { parent: name, direction: "to-lport" } as const;
  const allow = { ...common, action: "allow-related" } as const;
  return [
    { ...common, priority: 1000, match: "ip", action: "drop", name, log: true },
    ...blocksOf(subnet).flatMap(({ cidr }) => {
      const family = familyOf(cidr);
      const field = family === "IPv6" ? "ip6" : "ip4";
      const between = (from: string, to: string): string =>
        `${field}.src == ${from} && ${field}.dst == ${to}`;
      const others = allowSubnets.filter((other) => familyOf(other) === family);
      const matches = [
        between(cidr, cidr),
        ...others.map((other) => `(${between(cidr, other)}) || (${between(other, cidr)})`),
      ];
      return matches.map((match) => ({ ...allow, priority: 1001, match }));
    }),
    ...blocksOf(topology.join).map(({ cidr }) => {
      const field = familyOf(cidr) === "IPv6" ? "ip6" : "ip4";
      return { ...allow, priority: 3000, match: `${field}.src == ${cidr}` };
    }),
  ];
}
