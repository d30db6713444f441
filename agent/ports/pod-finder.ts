import type { PodRef__Output } from "../../proto/gen/tapline/v1/PodRef.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { LinkState } from "./links.ts";
import type { Netns } from "./netns-list.ts";
import type { NetnsReader, OpenNetns } from "./netns-reader.ts";
import type { NodeLinks } from "./node-links.ts";
import { hasAddress, type LocatedPort } from "./port-locator.ts";

/** No pod of that name, or several, on this node. */
export class PodError extends ReasonedError<
  Reason<"LOCAL_POD_NOT_FOUND" | "LOCAL_POD_AMBIGUOUS">
> {}

/** Where a pod is on this node. */
export interface PodLocation {
  readonly netns: Netns;
  readonly links: readonly LinkState[];
  /** The interface that was asked for; null when the namespace has none of that name. */
  readonly podLink: LinkState | null;
  /** The node's end of it. */
  readonly veth: LinkState | null;
  readonly foundBy: "logical-port" | "address";
}

/**
 * Decides where a pod is, from what its logical port led to and else from its addresses.
 *
 * @throws {PodError} LOCAL_POD_NOT_FOUND, or LOCAL_POD_AMBIGUOUS when several namespaces have its
 *   addresses.
 */
export async function findPod(
  ref: PodRef__Output,
  byPort: { readonly located: readonly LocatedPort[]; readonly problem: Reason | null },
  node: NodeLinks,
  reader: NetnsReader,
  signal: AbortSignal,
): Promise<PodLocation> {
  const opened = byPort.located.filter(({ open }) => open !== null);
  const sure = opened.find(({ podLink }) => podLink !== null && isOf(ref, podLink)) ?? opened[0];
  if (sure?.open) {
    const named = sure.open.links.find(({ name }) => name === ref.interface) ?? null;
    return locationOf(sure.open, ref.interface ? named : sure.podLink, node, "logical-port");
  }
  const { found, problems } = await reader.search(
    ({ links }) => links.some((link) => isOf(ref, link)),
    signal,
  );
  const all = found.map((open) => {
    const link = open.links.find((candidate) => isOf(ref, candidate)) ?? null;
    return locationOf(open, link, node, "address");
  });
  const linked = all.filter(({ veth }) => veth !== null);
  const [only, ...others] = linked.length > 0 ? linked : all;
  const also = [...(byPort.problem === null ? [] : [byPort.problem]), ...problems];
  if (only === undefined) throw notFound(ref, also);
  if (others.length > 0) throw ambiguous(ref, 1 + others.length);
  return only;
}

function locationOf(
  { netns, links }: OpenNetns,
  podLink: LinkState | null,
  node: NodeLinks,
  foundBy: PodLocation["foundBy"],
): PodLocation {
  const veth = podLink === null ? null : node.peerOf(podLink, netns.path);
  return { netns, links, podLink, veth, foundBy };
}

function isOf(ref: PodRef__Output, link: LinkState): boolean {
  if (link.kind === "loopback") return false;
  const isMac = ref.mac !== "" && link.mac.toLowerCase() === ref.mac.toLowerCase();
  return isMac || hasAddress(link, ref.addresses);
}

function nameOf(ref: PodRef__Output): string {
  return ref.logicalPort || [ref.namespace, ref.name].filter(Boolean).join("/") || "the pod";
}

function notFound(ref: PodRef__Output, also: readonly Reason[]): PodError {
  return new PodError(reason("LOCAL_POD_NOT_FOUND", { pod: nameOf(ref), also }));
}

function ambiguous(ref: PodRef__Output, count: number): PodError {
  return new PodError(reason("LOCAL_POD_AMBIGUOUS", { pod: nameOf(ref), count }));
}
