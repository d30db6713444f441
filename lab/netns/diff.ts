import { BlockList } from "node:net";
import type { LinkSpec, NetnsSpec, RouteSpec } from "./declared.ts";
import {
  forever,
  type ObservedAddress,
  type ObservedLink,
  type ObservedNetns,
  type ObservedRoute,
} from "./observe.ts";
import { isPlainRoute, isUnchangedConnected, routeDeletion, routeReplacement } from "./route.ts";

/** Rules of an untouched namespace: tables local, main and default. */
const standardRules = new Set([0, 32_766, 32_767]);

/**
 * The `ip` commands that bring a namespace to its declared state, in order. Declared links exist
 * already. What agrees gives none.
 */
export function netnsCommands(spec: NetnsSpec, observed: ObservedNetns): string[] {
  const declared = new Set([...spec.links.map(({ name }) => name), ...spec.foreignLinks, "lo"]);
  const removed = observed.links.filter(({ ifname }) => !declared.has(ifname));
  const links = spec.links.flatMap((link) => {
    const found = observed.links.find(({ ifname }) => ifname === link.name);
    return found === undefined ? [] : linkCommands(link, found, observed.routes);
  });
  const loopback = observed.links.find(({ ifname }) => ifname === "lo");
  const rules = alienRules(observed.rules);
  // A link takes its routes along.
  const gone = new Set(removed.map(({ ifname }) => ifname));
  const routes = observed.routes.filter(({ dev }) => !gone.has(dev ?? ""));
  const alien = alienRoutes(spec, routes);
  // What is done to links and addresses may take declared routes along.
  const isQuiet = removed.length + links.length + alien.length === 0;
  const wanted = isQuiet ? spec.routes.filter((one) => !routes.some(isOf(one))) : spec.routes;
  return [
    ...removed.map(({ ifname }) => `link del ${ifname}`),
    // Before the addresses: the kernel drops an address's routes with it, and adds one like them.
    ...alien.map(routeDeletion),
    ...(loopback?.flags.includes("UP") ? [] : ["link set lo up"]),
    ...alienLoopback(loopback).map((address) => `addr del ${address} dev lo`),
    ...links,
    ...wanted.map(routeReplacement),
    ...rules.map((priority) => `rule del priority ${priority}`),
  ];
}

/** Addresses of the loopback interface that are not of the loopback's networks. */
function alienLoopback(loopback: ObservedLink | undefined): string[] {
  return (loopback?.addr_info ?? [])
    .filter(({ local }) => !local.startsWith("127.") && local !== "::1")
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

/** Priorities of policy routing rules that an untouched namespace does not have. */
export function alienRules(priorities: readonly number[]): number[] {
  return priorities.filter((priority) => !standardRules.has(priority));
}

/** The commands that give declared links their MTUs. */
export function mtuCommands(spec: NetnsSpec, links: readonly ObservedLink[]): string[] {
  return spec.links.flatMap(({ name, mtu }) => {
    const found = links.find(({ ifname }) => ifname === name);
    return found === undefined || found.mtu === mtu ? [] : [`link set ${name} mtu ${mtu}`];
  });
}

function linkCommands(
  link: LinkSpec,
  found: ObservedLink,
  routes: readonly ObservedRoute[],
): string[] {
  const set = (what: string): string => `link set ${link.name} ${what}`;
  const commands: string[] = [];
  if (found.master !== link.master) {
    commands.push(set(link.master === undefined ? "nomaster" : `master ${link.master}`));
  }
  if (link.mac !== undefined && found.address !== link.mac)
    commands.push(set(`address ${link.mac}`));
  if (found.flags.includes("NOARP")) commands.push(set("arp on"));
  if (found.proto_down === true) commands.push(set("protodown off"));
  if (found.xdp !== undefined) commands.push(set("xdp off"));
  if (!found.flags.includes("UP")) commands.push(set("up"));
  return [...commands, ...addressCommands(link, found, routes)];
}

function addressCommands(
  link: LinkSpec,
  found: ObservedLink,
  routes: readonly ObservedRoute[],
): string[] {
  const present = (found.addr_info ?? [])
    .filter(({ family, scope }) => family === "inet" || scope !== "link")
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  const unusable = (found.addr_info ?? []).filter(isChanged).map(({ local }) => local);
  const wrong = present.filter((address) => {
    const isUsable = !unusable.includes(address.split("/")[0] ?? "");
    return !link.addresses.includes(address) || !isUsable || !isConnected(link, address, routes);
  });
  const missing = link.addresses.filter((address) => !present.includes(address));
  // Removing a primary address takes its secondaries along: all are put back.
  const replaced = wrong.length > 0 ? link.addresses : missing;
  return [
    ...wrong.map((address) => `addr del ${address} dev ${link.name}`),
    ...replaced.map((address) => `addr replace ${address} dev ${link.name}${noDetection(address)}`),
  ];
}

/** Not as `addr add` makes it: not usable, or not for ever, or not as wide. */
function isChanged(address: ObservedAddress): boolean {
  const { valid_life_time: valid, preferred_life_time: preferred } = address;
  return (
    [address.tentative, address.dadfailed, address.deprecated, address.noprefixroute].some(
      (flag) => flag === true,
    ) ||
    address.address !== undefined ||
    [valid, preferred].some((seconds) => (seconds ?? forever) !== forever)
  );
}

/** Usable at once: a route with this source address is made next. */
function noDetection(address: string): string {
  return address.includes(":") ? " nodad" : "";
}

/** The kernel's own route to the address's network; once deleted it comes back with the address. */
function isConnected(link: LinkSpec, address: string, routes: readonly ObservedRoute[]): boolean {
  const [local = ""] = address.split("/");
  return routes.some(
    (route) =>
      isUnchangedConnected(route) &&
      route.dev === link.name &&
      (route.prefsrc === local || contains6(route.dst, local)),
  );
}

/** Routes of IPv6 carry no preferred source. */
function contains6(dst: string, address: string): boolean {
  const [base = "", length = "128"] = dst.split("/");
  if (!base.includes(":") || !address.includes(":")) return false;
  const block = new BlockList();
  block.addSubnet(base, Number(length), "ipv6");
  return block.check(address, "ipv6");
}

function alienRoutes(spec: NetnsSpec, routes: readonly ObservedRoute[]): ObservedRoute[] {
  return routes.filter((route) => {
    if (route.protocol === "kernel") return false; // follows the addresses
    return !spec.routes.some((wanted) => isOf(wanted)(route));
  });
}

/** Whether a route that is there is a declared one, and no more than that. */
function isOf(wanted: RouteSpec): (route: ObservedRoute) => boolean {
  return (route) =>
    isPlainRoute(route) &&
    route.dst === wanted.dst &&
    route.gateway === wanted.via &&
    route.dev === wanted.dev &&
    route.prefsrc === wanted.src &&
    (route.protocol ?? "boot") === (wanted.protocol ?? "boot");
}
