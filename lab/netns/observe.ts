import { run } from "../../lib/exec.ts";

/** How a declared default route of IPv6 is written. */
export const defaultRoute6 = "::/0";

/** What iproute2 says about a namespace: `ip -json` output, cut to the fields that are declared. */
export interface ObservedNetns {
  readonly links: readonly ObservedLink[];
  readonly routes: readonly ObservedRoute[];
  /** Priorities of policy routing rules. */
  readonly rules: readonly number[];
  /** The same of IPv6. */
  readonly rules6: readonly number[];
}

export interface ObservedLink {
  readonly ifname: string;
  readonly ifindex: number;
  /** Index of the other end of a veth. */
  readonly link_index?: number;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly qdisc?: string;
  readonly master?: string;
  /** Held down by a program: the carrier is off (ip-link(8), protodown). */
  readonly proto_down?: boolean;
  /** A program in front of the network stack. */
  readonly xdp?: object;
  readonly address?: string;
  readonly addr_info?: readonly ObservedAddress[];
}

export interface ObservedAddress {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  readonly scope: string;
  /** Duplicate address detection has not ended, or found another owner: not usable. */
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
  /** It will be gone, or is not used for new connections any more. */
  readonly deprecated?: boolean;
  /** The kernel made no route to its network. */
  readonly noprefixroute?: boolean;
  /** The other end, of a point-to-point address. */
  readonly address?: string;
  /** Seconds; `forever` is without end. */
  readonly valid_life_time?: number;
  readonly preferred_life_time?: number;
}

/** Whatever else iproute2 says of a route (next hops, encapsulation, tos) is there as well. */
export interface ObservedRoute {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly prefsrc?: string;
  readonly protocol?: string;
  readonly table?: string;
  readonly scope?: string;
  readonly metric?: number;
  readonly tos?: string;
  /** "linkdown" and "dead" follow the link; others, such as "onlink", were asked for. */
  readonly flags?: readonly string[];
  /** MTU, window, round-trip time … that override the link's (ip-route(8)). */
  readonly metrics?: readonly object[];
  /** Router preference, of IPv6 only. */
  readonly pref?: string;
}

/** The longest lifetime of an address (ip-address(8)). */
export const forever = 2 ** 32 - 1;

/** Reads all of a namespace with two processes. */
export async function observeNetns(netns: string): Promise<ObservedNetns> {
  const [either, six] = await Promise.all([
    shown(netns, [], ["addr show", ...tables]),
    shown(netns, ["-6"], tables),
  ]);
  // Asked for no family, iproute2 may list the routes of both: those of IPv6 have a preference.
  const routes = either.routes.filter(({ pref }) => pref === undefined);
  return {
    links: either.links,
    routes: [...routes, ...six.routes.map(withFamily)],
    rules: either.rules,
    rules6: six.rules,
  };
}

const tables = ["route show table all", "rule show"] as const;

/** "default" names the default route of either family, and so says nothing to `ip -batch`. */
function withFamily(route: ObservedRoute): ObservedRoute {
  return route.dst === "default" ? { ...route, dst: defaultRoute6 } : route;
}

interface Shown {
  readonly links: ObservedLink[];
  readonly routes: ObservedRoute[];
  readonly rules: number[];
}

/** What a batch of `show` commands prints: an array for each, or nothing where there is nothing. */
async function shown(
  netns: string,
  family: readonly string[],
  commands: readonly string[],
): Promise<Shown> {
  const argv = ["ip", ...family, "-n", netns, "-json", "-batch", "-"];
  const { stdout } = await run(argv, { input: `${commands.join("\n")}\n` });
  const found: Shown = { links: [], routes: [], rules: [] };
  for (const line of stdout.split("\n")) {
    const items: object[] = line.trim() === "" ? [] : JSON.parse(line);
    for (const item of items) {
      // Each command prints a kind of its own, told by one field; an empty object is none.
      if ("ifname" in item) found.links.push(item as ObservedLink);
      else if ("priority" in item) found.rules.push(Number(item.priority));
      else if ("dst" in item) found.routes.push(item as ObservedRoute);
    }
  }
  return found;
}
