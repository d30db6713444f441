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
}

export interface ObservedRoute {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly prefsrc?: string;
  readonly protocol?: string;
  readonly table?: string;
}

export async function observeLinks(netns: string): Promise<readonly ObservedLink[]> {
  return json<ObservedLink>(netns, ["addr", "show"]);
}

export async function observeNetns(netns: string): Promise<ObservedNetns> {
  const [links, routes, routes6, rules, rules6] = await Promise.all([
    observeLinks(netns),
    json<ObservedRoute>(netns, ["-4", "route", "show", "table", "all"]),
    json<ObservedRoute>(netns, ["-6", "route", "show", "table", "all"]),
    json<{ priority: number }>(netns, ["-4", "rule", "show"]),
    json<{ priority: number }>(netns, ["-6", "rule", "show"]),
  ]);
  const priorities = (found: readonly { priority: number }[]): number[] =>
    found.map(({ priority }) => priority);
  return {
    links,
    routes: [...routes, ...routes6.map(withFamily)],
    rules: priorities(rules),
    rules6: priorities(rules6),
  };
}

/** "default" names the default route of either family, and so says nothing to `ip -batch`. */
function withFamily(route: ObservedRoute): ObservedRoute {
  return route.dst === "default" ? { ...route, dst: defaultRoute6 } : route;
}

/** iproute2's own JSON: an array, or nothing at all when there is nothing to show. */
async function json<T extends object>(netns: string, argv: string[]): Promise<readonly T[]> {
  const { stdout } = await run(["ip", "-n", netns, "-json", ...argv]);
  const items: T[] = stdout.trim() === "" ? [] : JSON.parse(stdout);
  return items.filter((item) => Object.keys(item).length > 0);
}
