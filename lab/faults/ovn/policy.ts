import { putObject, removeObject } from "../../cluster-objects.ts";
import type { Lab } from "../../context.ts";
import { policyObject } from "../../manifests/kubernetes.ts";
import { createPolicyCommand } from "../../northbound/create.ts";
import { type PolicyObjects, policyObjects } from "../../northbound/policies.ts";
import { nbctl } from "../../northbound/sync.ts";
import { podTcpPort } from "../../topology/services.ts";
import type { PodSpec, PolicySpec } from "../../topology/specs.ts";
import { waitUntil } from "../../wait.ts";
import { deniedFromAToB, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { mirrorAllPorts } from "../openflow/mirror.ts";
import { knowsTiers } from "../tiers.ts";

/** A port that no pod listens on. */
const otherTcpPort = 9_999;

/** NetworkPolicies that let nothing through. */
export const policyFaults: readonly Fault[] = [
  {
    ...deniedFromAToB,
    name: "acl-ingress-deny",
    summary: "a NetworkPolicy on the destination denies all ingress",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, destination }) => {
      await deny(lab, "deny-ingress", destination, "ingress");
    },
  },
  {
    ...deniedFromAToB,
    name: "acl-ingress-deny-mirrored",
    summary: "all ports are mirrored, and a NetworkPolicy on the destination denies all ingress",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, destination, sourceNode, destinationNode }) => {
      for (const node of new Set([sourceNode, destinationNode])) await mirrorAllPorts(node);
      await deny(lab, "deny-ingress", destination, "ingress");
    },
  },
  {
    ...deniedFromAToB,
    name: "acl-egress-deny",
    summary: "a NetworkPolicy on the source denies all egress",
    expect: expectation("source-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, source }) => {
      await deny(lab, "deny-egress", source, "egress");
    },
  },
  {
    ...deniedFromAToB,
    name: "acl-default-deny-two-policies",
    summary: "two NetworkPolicies select the destination and neither allows the source",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, destination }) => {
      await deny(lab, "default-deny-one", destination, "ingress");
      await deny(lab, "default-deny-two", destination, "ingress", { log: true });
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "acl-other-port",
    summary: "the NetworkPolicy on the destination allows the source another port only",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, source, destination }) => {
      const { namespace, name: selects } = destination;
      const allow = { from: [source.name], tcpPort: otherTcpPort };
      const policy = { namespace, name: "allow-other-port", selects, allow } as const;
      await applyPolicy(lab, { ...policy, direction: "ingress" });
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "acl-except",
    summary: "the NetworkPolicy on the destination allows the Subnet except the source",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, source, destination }) => {
      const { namespace, name: selects, subnet } = destination;
      const cidr = lab.topology.subnets.find(({ name }) => name === subnet)?.cidr ?? "";
      const allow = { from: [], tcpPort: podTcpPort, block: { cidr, except: [`${source.ip}/32`] } };
      const policy = { namespace, name: "allow-except", selects, allow } as const;
      await applyPolicy(lab, { ...policy, direction: "ingress" });
    },
  },
];

/** Applies a policy without rules to one pod and waits for its flows. */
export async function deny(
  lab: Lab,
  name: string,
  pod: PodSpec,
  direction: PolicySpec["direction"],
  more: Pick<PolicySpec, "log"> = {},
): Promise<PolicySpec> {
  const { namespace, name: selects } = pod;
  const policy: PolicySpec = { namespace, name, selects, direction, ...more };
  await applyPolicy(lab, policy);
  return policy;
}

/**
 * Denies what comes to a pod, has something stop following OVN's databases, and takes the policy
 * away again: what does not follow goes on dropping.
 *
 * @param wait how far ovn-nbctl(8) waits for what still follows.
 */
export async function denyForgotten(
  { lab, destination }: Pick<FaultPath, "lab" | "destination">,
  name: string,
  stopsFollowing: () => Promise<void> | void,
  wait: "sb" | "none",
): Promise<void> {
  const policy = await deny(lab, name, destination, "ingress");
  await stopsFollowing();
  const { group } = policyObjects(lab.topology, policy);
  if (lab.kubeOvn === null) await nbctl(lab, [`--wait=${wait}`, "pg-del", group]);
  await removeObject(lab, policyObject(policy));
  if (lab.kubeOvn !== null) await untilGroup(lab, group, false, wait);
}

/** Waits until Kube-OVN's controller has written a policy's group with its ACLs, or removed it. */
async function untilGroup(
  lab: Lab,
  group: string,
  isThere: boolean,
  wait: "hv" | "sb" | "none",
): Promise<void> {
  const find = ["--bare", "--columns=acls", "find", "Port_Group", `name=${group}`];
  await waitUntil(
    `Kube-OVN to see to ${group}`,
    async () => ((await nbctl(lab, find)).trim() !== "") === isThere,
    { timeoutMs: 30_000, everyMs: 200, signal: lab.signal },
  );
  if (wait !== "none") await nbctl(lab, [`--wait=${wait}`, "sync"]);
}

/** Writes a policy where Kubernetes and Kube-OVN would, and waits as ovn-nbctl(8) `--wait` does. */
export async function applyPolicy(
  lab: Lab,
  policy: PolicySpec,
  wait: "hv" | "none" = "hv",
): Promise<void> {
  const objects = policyObjects(lab.topology, policy);
  if (lab.kubeOvn !== null) {
    await putObject(lab, policyObject(policy));
    return untilGroup(lab, objects.group, true, wait);
  }
  await applyObjects(lab, objects, wait);
  await putObject(lab, policyObject(policy));
}

/** Writes what a policy of any kind becomes in NB, and waits as ovn-nbctl(8) `--wait` does. */
export async function applyObjects(
  lab: Lab,
  objects: PolicyObjects,
  wait: "hv" | "none" = "hv",
): Promise<void> {
  const command = createPolicyCommand(objects, await knowsTiers(lab));
  await nbctl(lab, [`--wait=${wait}`, ...command]);
}
