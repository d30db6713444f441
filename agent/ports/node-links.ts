import { basename } from "node:path";
import { run } from "../../lib/exec.ts";
import { parseNetnsIds } from "./ip-json.ts";
import { type LinkState, readLinks } from "./links.ts";

/** The node's own interfaces, and what they say about the namespaces of their peers. */
export class NodeLinks {
  readonly links: readonly LinkState[];
  readonly #byName: ReadonlyMap<string, LinkState>;
  readonly #byIndex: ReadonlyMap<number, LinkState>;
  readonly #netnsNames: ReadonlyMap<number, string>;

  constructor(links: readonly LinkState[], netnsNames: ReadonlyMap<number, string>) {
    this.links = links;
    this.#byName = new Map(links.map((link) => [link.name, link]));
    this.#byIndex = new Map(links.map((link) => [link.ifindex, link]));
    this.#netnsNames = netnsNames;
  }

  named(name: string): LinkState | null {
    return this.#byName.get(name) ?? null;
  }

  /** File name of the namespace in which a link's peer is, where iproute2 knows a name. */
  peerNetnsName(link: LinkState): string | null {
    return link.peerNetnsId === null ? null : (this.#netnsNames.get(link.peerNetnsId) ?? null);
  }

  /**
   * The node's end of a pod's veth, found by iflink: each end must name the other. The numbers
   * alone can agree by chance between namespaces, so a known namespace name must agree as well.
   */
  peerOf(podLink: LinkState, netnsPath: string): LinkState | null {
    const link = this.#byIndex.get(podLink.peerIfindex);
    if (link === undefined || link.peerIfindex !== podLink.ifindex) return null;
    if (link.peerNetnsId === null) return null;
    const name = this.peerNetnsName(link);
    const isNamedFile = !netnsPath.startsWith("/proc/");
    return name !== null && isNamedFile && name !== basename(netnsPath) ? null : link;
  }
}

/** @throws {ExecError | IpJsonError} */
export async function readNodeLinks(signal: AbortSignal): Promise<NodeLinks> {
  const [links, netnsNames] = await Promise.all([
    readLinks(null, signal),
    // Names only help to tell namespaces apart: without them the numbers must do.
    run(["ip", "-j", "netns", "list-id"], { timeoutMs: 2_000, signal })
      .then(({ stdout }) => parseNetnsIds(stdout))
      .catch(() => new Map<number, string>()),
  ]);
  return new NodeLinks(links, netnsNames);
}
