import { existsSync } from "node:fs";
import { run } from "../../lib/exec.ts";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { appendJournal } from "../journal.ts";
import { netnsPath } from "../names.ts";
import { ipBatch, runIn } from "../run-in.ts";
import {
  declaredNetns,
  declaredVeths,
  type NetnsSpec,
  underlayBridge,
  type VethSpec,
} from "./declared.ts";
import { alienRules, mtuCommands, netnsCommands } from "./diff.ts";
import { type ObservedLink, observeLinks, observeNetns } from "./observe.ts";

/**
 * Makes the namespaces, the underlay bridge and the veth pairs that are missing.
 *
 * @returns the pairs that it made
 */
export async function ensureLinks(lab: Lab): Promise<readonly VethSpec[]> {
  const specs = declaredNetns(lab.topology);
  const missing = specs.filter(({ name }) => !existsSync(netnsPath(name)));
  for (const { name } of missing) appendJournal(lab.paths.journal, { kind: "netns", name });
  const input = missing.map(({ name }) => `netns add ${name}\n`).join("");
  if (input !== "") await run(["ip", "-batch", "-"], { input });
  const fresh = new Set(missing.map(({ name }) => name));
  await inParallel(missing, prepareNetns);

  const observed = new Map<string, readonly ObservedLink[]>();
  const old = specs.filter(({ name }) => !fresh.has(name));
  await inParallel(old, async ({ name }) => observed.set(name, await observeLinks(name)));
  const commands = bridgeCommands(specs, observed);
  const made = unpairedVeths(lab, observed);
  for (const { a, b } of made) {
    await removeLink(a.netns, a.name, observed);
    await removeLink(b.netns, b.name, observed);
    const peer = `type veth peer name ${b.name} netns ${b.netns}`;
    commands.push(`link add ${a.name} netns ${a.netns} ${peer}`);
  }
  if (commands.length > 0) await run(["ip", "-batch", "-"], { input: `${commands.join("\n")}\n` });
  return made;
}

/** Brings addresses, routes, MTUs, firewalls and offloads of every namespace to the declared. */
export async function settleNetns(lab: Lab): Promise<void> {
  await inParallel(declaredNetns(lab.topology), async (spec) => {
    const observed = await observeNetns(spec.name);
    // First of all: below 1280 the kernel takes IPv6 and its settings off an interface.
    await ipBatch(spec.name, mtuCommands(spec, observed.links));
    await Promise.all([
      runIn(spec.name, ["nft", "-f", "-"], { input: `flush ruleset\n${spec.ruleset}` }),
      flushOldIptables(spec),
      run(["ip", "-n", spec.name, "xfrm", "policy", "flush"]),
      runIn(spec.name, ["sysctl", "-qw", ...sysctlsOf(spec)]),
      removeShaping(spec, observed.links),
      realChecksums(spec),
    ]);
    await ipBatch(spec.name, netnsCommands(spec, observed));
    for (const priority of alienRules(observed.rules6)) {
      await run(["ip", "-6", "-n", spec.name, "rule", "del", "priority", String(priority)]);
    }
  });
}

/** Tables of the old iptables, which nft(8) does not know; nothing is loaded where none are. */
async function flushOldIptables({ name }: NetnsSpec): Promise<void> {
  for (const family of ["ip", "ip6"]) {
    const file = `/proc/net/${family}_tables_names`;
    const { stdout } = await runIn(name, ["cat", file], { okCodes: [0, 1] });
    if (!stdout.split("\n").includes("filter")) continue;
    const empty = ["*filter", ":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT", "COMMIT", ""];
    const tool = family === "ip" ? "iptables-legacy-restore" : "ip6tables-legacy-restore";
    await runIn(name, [tool], { input: empty.join("\n") });
  }
}

/** Before its first link: no router solicitations, no duplicate address detection on the wire. */
async function prepareNetns(spec: NetnsSpec): Promise<void> {
  const quiet = ["net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.accept_dad=0"];
  const settings = [...quiet, "net.ipv6.conf.default.router_solicitations=0"];
  await runIn(spec.name, ["sysctl", "-qwe", ...settings]);
}

function sysctlsOf(spec: NetnsSpec): string[] {
  return [
    `net.ipv4.ip_forward=${spec.forwarding ? 1 : 0}`,
    "net.ipv4.conf.all.rp_filter=0",
    "net.ipv4.icmp_echo_ignore_all=0",
    "net.ipv6.conf.all.disable_ipv6=0",
    `net.ipv6.conf.all.forwarding=${spec.forwarding ? 1 : 0}`,
    "net.ipv6.icmp.echo_ignore_all=0",
    ...spec.sysctls,
  ];
}

async function removeShaping(spec: NetnsSpec, links: readonly ObservedLink[]): Promise<void> {
  const usual = new Set(["noqueue", "noop", "pfifo_fast", "fq_codel", "mq", "fq"]);
  for (const { ifname, qdisc } of links) {
    if (qdisc === undefined || usual.has(qdisc)) continue;
    if (!spec.links.some(({ name }) => name === ifname)) continue;
    await runIn(spec.name, ["tc", "qdisc", "del", "dev", ifname, "root"]);
  }
}

async function realChecksums(spec: NetnsSpec): Promise<void> {
  const links = spec.links.filter(({ checksums }) => checksums);
  await inParallel(links, ({ name }) => runIn(spec.name, ["ethtool", "-K", name, "tx", "off"]), 4);
}

type LinksByNetns = ReadonlyMap<string, readonly ObservedLink[]>;

function bridgeCommands(specs: readonly NetnsSpec[], observed: LinksByNetns): string[] {
  const underlay = specs.find(({ links }) => links.some(({ name }) => name === underlayBridge));
  if (underlay === undefined) return [];
  const present = observed.get(underlay.name)?.some(({ ifname }) => ifname === underlayBridge);
  return present ? [] : [`link add ${underlayBridge} netns ${underlay.name} type bridge`];
}

/** Declared pairs of which an end is missing, or belongs to another pair. */
function unpairedVeths(lab: Lab, observed: LinksByNetns): VethSpec[] {
  const find = (netns: string, name: string): ObservedLink | undefined =>
    observed.get(netns)?.find(({ ifname }) => ifname === name);
  return declaredVeths(lab.topology).filter(({ a, b }) => {
    const [endA, endB] = [find(a.netns, a.name), find(b.netns, b.name)];
    if (endA === undefined || endB === undefined) return true;
    return endA.link_index !== endB.ifindex || endB.link_index !== endA.ifindex;
  });
}

/** One end of a pair takes the other along, so it may be gone already. */
async function removeLink(netns: string, name: string, observed: LinksByNetns): Promise<void> {
  if (!observed.get(netns)?.some(({ ifname }) => ifname === name)) return;
  await run(["ip", "-n", netns, "link", "del", name], { okCodes: [0, 1] });
}
