import type { Manifest } from "../../../../lab/manifests/manifest.ts";
import { manifestsOf } from "../../../../lab/manifests/objects.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";
import { type KubeOvnRelease, recordedText } from "../../../recorded-cluster.ts";
import { type Named, type Shaper, shaperOf } from "./shape.ts";

/** Recordings of the release that the lab is like: with IPv4, with both, on OVN without patches. */
export const recordings = [
  "v1.17.0-dev",
  "v1.17.0-dev-dual-stack",
  "v1.17.0-dev-unpatched-ovn",
] as const satisfies readonly KubeOvnRelease[];

export const topology = topologyOf("lab", 3);
export const labObjects: readonly Manifest[] = manifestsOf(topology);

/** What the lab has names for without having objects of them. */
const nameless: readonly Named[] = [
  { kind: "NetworkAttachmentDefinition", metadata: { namespace: "default", name: "attachnet" } },
  // A virtual machine's port and addresses go by its own name.
  { kind: "Pod", metadata: { namespace: "default", name: "vm1" } },
  { kind: "SecurityGroup", metadata: { name: "only-gateway" } },
  { kind: "AdminNetworkPolicy", metadata: { name: "deny-tenant" } },
];
export const labShaper: Shaper = shaperOf([...labObjects, ...nameless]);

const files = [
  ...["pods", "nodes", "namespaces", "subnets", "vpcs", "ips", "services", "vlans"],
  ...["provider-networks", "networkpolicies", "network-attachment-definitions"],
  "security-groups",
];

export async function recordedObjects(release: KubeOvnRelease): Promise<Manifest[]> {
  const texts = await Promise.all(
    files.map((file) => recordedText(release, `objects/${file}.json`)),
  );
  const admin = { apiVersion: "", kind: "AdminNetworkPolicy", metadata: { name: "ops" } };
  return [...texts.flatMap((text): Manifest[] => JSON.parse(text).items), admin];
}

export async function recordedShaper(release: KubeOvnRelease): Promise<Shaper> {
  return shaperOf(await recordedObjects(release));
}
