import type { LinkState } from "./links.ts";
import type { NetnsReader, OpenNetns } from "./netns-reader.ts";
import type { NodeLinks } from "./node-links.ts";
import type { PortCandidate } from "./port-candidate.ts";
import type { PortMemory } from "./port-memory.ts";

/** A candidate with the namespace at its other end. */
export interface LocatedPort {
  readonly candidate: PortCandidate;
  /** Null when no namespace was found; `problems` of the list says so. */
  readonly open: OpenNetns | null;
  /** The interface inside the pod. */
  readonly podLink: LinkState | null;
  /** The node's end of that interface, found by iflink: independent of what OVS says. */
  readonly veth: LinkState | null;
}

/** Where the other end of a candidate may be, from the surest to the widest. */
export class PortLocator {
  readonly #reader: NetnsReader;
  readonly #netnsDirs: readonly string[];
  readonly #memory: PortMemory;

  constructor(reader: NetnsReader, netnsDirs: readonly string[], memory: PortMemory) {
    this.#reader = reader;
    this.#netnsDirs = netnsDirs;
    this.#memory = memory;
  }

  /** @throws {ExecError | IpJsonError} when a namespace is there and cannot be read. */
  async locate(
    candidate: PortCandidate,
    node: NodeLinks,
    signal: AbortSignal,
  ): Promise<LocatedPort> {
    const open = await this.#open(candidate, node, signal);
    if (open === null) return { candidate, open, podLink: null, veth: null };
    const podLink = pickPodLink(candidate, open.links);
    const veth = podLink === null ? null : node.peerOf(podLink, open.netns.path);
    return { candidate, open, podLink, veth };
  }

  async #open(
    candidate: PortCandidate,
    node: NodeLinks,
    signal: AbortSignal,
  ): Promise<OpenNetns | null> {
    const { hostLink, plugged } = candidate;
    if (plugged?.iface.type === "internal" && hostLink !== null) return null; // the node's own
    for (const path of this.#likelyPaths(candidate, node)) {
      const open = await this.#reader.open(path, signal);
      if (open !== null) return open;
    }
    if (hostLink === null) return null;
    const { found } = await this.#reader.search(
      ({ links, netns }) =>
        links.some((link) => node.peerOf(link, netns.path)?.ifindex === hostLink.ifindex),
      signal,
    );
    const addresses = plugged?.iface.externalIds.get("ip")?.split(",") ?? [];
    const named = found.filter(({ links }) => links.some((link) => hasAddress(link, addresses)));
    return found.length === 1 ? (found[0] ?? null) : (named[0] ?? null);
  }

  #likelyPaths({ ifaceId, plugged, hostLink }: PortCandidate, node: NodeLinks): string[] {
    const told = plugged?.iface.externalIds.get("pod_netns");
    const remembered = this.#memory.get(ifaceId)?.netns.path;
    const name = hostLink === null ? null : node.peerNetnsName(hostLink);
    const named = name === null ? [] : this.#netnsDirs.map((dir) => `${dir}/${name}`);
    return [told, remembered, ...named].filter((path): path is string => Boolean(path));
  }
}

/**
 * The pod's interface of a port: the one that names the host's end as its peer and is named by it,
 * else the one that the port's name stands for, else eth0.
 */
export function pickPodLink(
  { plugged, hostLink }: PortCandidate,
  links: readonly LinkState[],
): LinkState | null {
  const linked = links.find(
    (link) => link.peerIfindex === hostLink?.ifindex && link.ifindex === hostLink.peerIfindex,
  );
  if (linked !== undefined) return linked;
  const name = plugged?.iface.name ?? hostLink?.name ?? "";
  const told = /^[0-9a-f]+_(?<pod>.+)_h$/.exec(name)?.groups?.pod ?? "eth0";
  const named = (wanted: string): LinkState | undefined =>
    links.find((link) => link.name === wanted);
  return named(name) ?? named(told) ?? null;
}

/** @param wanted bare addresses. */
export function hasAddress(link: LinkState, wanted: readonly string[]): boolean {
  return link.addresses.some((address) => wanted.includes(address.split("/")[0] ?? ""));
}
