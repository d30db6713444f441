import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lib/exec.ts";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { appendJournal } from "../journal.ts";
import { netnsPath } from "../names.ts";
import { ipBatch, ipBatchAll, runIn } from "../run-in.ts";
import {
  declaredNetns,
  declaredVeths,
  type NetnsSpec,
  underlayBridge,
  type VethSpec,
} from "./declared.ts";
import { alienRules, mtuCommands, netnsCommands } from "./diff.ts";
import { withTxChecksums } from "./features.ts";
import { processByNetns, settleFirewall } from "./firewall.ts";
import { type ObservedLink, type ObservedNetns, observeNetns } from "./observe.ts";

/** What `ensureLinks` found, and what it made. */
export interface LinksState {
  readonly made: readonly VethSpec[];
  /** Namespaces that nothing was done to since: what they hold. */
  readonly untouched: ReadonlyMap<string, ObservedNetns>;
}

/** The namespaces of a lab and what connects them. */
export interface DeclaredNetwork {
  readonly specs: readonly NetnsSpec[];
  readonly veths: readonly VethSpec[];
}

export function declaredNetwork({ topology }: Lab): DeclaredNetwork {
  return { specs: declaredNetns(topology), veths: declaredVeths(topology) };
}

/** Makes the namespaces, the underlay bridge and the veth pairs that are missing. */
export async function ensureLinks(
  lab: Lab,
  { specs, veths }: DeclaredNetwork,
): Promise<LinksState> {
  const missing = specs.filter(({ name }) => !existsSync(netnsPath(name)));
  for (const { name } of missing) appendJournal(lab.paths.journal, { kind: "netns", name });
  const input = missing.map(({ name }) => `netns add ${name}\n`).join("");
  if (input !== "") await run(["ip", "-batch", "-"], { input });
  const fresh = new Set(missing.map(({ name }) => name));
  await inParallel(missing, prepareNetns);

  const state = new Map<string, ObservedNetns>();
  const old = specs.filter(({ name }) => !fresh.has(name));
  await inParallel(old, async ({ name }) => state.set(name, await observeNetns(name)));
  const observed = new Map(Array.from(state, ([name, { links }]) => [name, links]));
  const commands = bridgeCommands(specs, observed);
  const made = unpairedVeths(veths, observed);
  for (const { a, b } of made) {
    await removeLink(a.netns, a.name, observed);
    await removeLink(b.netns, b.name, observed);
    const peer = `type veth peer name ${b.name} netns ${b.netns}`;
    commands.push(`link add ${a.name} netns ${a.netns} ${peer}`);
  }
  if (commands.length > 0) await run(["ip", "-batch", "-"], { input: `${commands.join("\n")}\n` });
  const touched = new Set(made.flatMap(({ a, b }) => [a.netns, b.netns]));
  const untouched = [...state].filter(([name]) => !touched.has(name));
  return { made, untouched: new Map(untouched) };
}

/**
 * Brings addresses, routes, MTUs, firewalls and offloads of every namespace to the declared, and
 * makes everyone resolve neighbours again.
 *
 * @param known what namespaces hold of which that is known already
 */
export async function settleNetns(
  specs: readonly NetnsSpec[],
  known: ReadonlyMap<string, ObservedNetns>,
): Promise<void> {
  const processes = processByNetns();
  await inParallel(specs, async (spec) => {
    const observed = known.get(spec.name) ?? (await observeNetns(spec.name));
    // First of all: below 1280 the kernel takes IPv6 and its settings off an interface.
    await ipBatch(spec.name, mtuCommands(spec, observed.links));
    await Promise.all([
      settleFirewall(spec, processes),
      runIn(spec.name, ["sysctl", "-qw", ...sysctlsOf(spec, observed.links)]),
      removeShaping(spec, observed.links),
      realChecksums(spec),
    ]);
    await ipBatch(spec.name, netnsCommands(spec, observed));
    for (const priority of alienRules(observed.rules6)) {
      await run(["ip", "-6", "-n", spec.name, "rule", "del", "priority", String(priority)]);
    }
  });
  // When all are as declared: what is resolved before that may be wrong.
  await forget(specs);
}

/** Neighbours and IPsec policies. Neither permanent nor noarp nor proxy is among all. */
const forgetting = [
  "neigh flush all",
  "neigh flush nud permanent",
  "neigh flush nud noarp",
  "neigh flush proxy",
  "xfrm policy flush",
];

/** One process for all namespaces, and one in each: these are most of what `clear` starts. */
async function forget(specs: readonly NetnsSpec[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tapline-lab-"));
  try {
    const file = join(folder, "forget");
    writeFileSync(file, `${forgetting.join("\n")}\n`);
    const failed = await ipBatchAll(
      specs.map(({ name }) => `netns exec ${name} ip -batch ${file}`),
    );
    const [first] = failed;
    if (first === undefined) return;
    const netns = specs[first]?.name ?? "";
    const message = `Cannot forget the neighbours of ${netns}: ip failed there`;
    throw new LabError({ code: "IP", command: `ip -n ${netns} neigh flush` }, message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before its first link: no router solicitations, no duplicate address detection on the wire. */
async function prepareNetns(spec: NetnsSpec): Promise<void> {
  const quiet = ["net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.accept_dad=0"];
  const settings = [...quiet, "net.ipv6.conf.default.router_solicitations=0"];
  await runIn(spec.name, ["sysctl", "-qwe", ...settings]);
}

function sysctlsOf(spec: NetnsSpec, links: readonly ObservedLink[]): string[] {
  const present = links.filter(({ ifname }) => spec.links.some(({ name }) => name === ifname));
  return [
    // Of each link as well: writing what is there already to "all" changes no link.
    ...present.flatMap(({ ifname }) => [
      `net/ipv4/conf/${ifname}/rp_filter=0`,
      `net/ipv4/conf/${ifname}/forwarding=${spec.forwarding ? 1 : 0}`,
    ]),
    `net.ipv4.ip_forward=${spec.forwarding ? 1 : 0}`,
    "net.ipv4.conf.all.rp_filter=0",
    "net.ipv4.icmp_echo_ignore_all=0",
    "net.ipv4.ip_default_ttl=64",
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
  const wanted = spec.links.filter(({ checksums }) => checksums).map(({ name }) => name);
  const { stdout } = await runIn(spec.name, ["ethtool", "-k", "*"]);
  for (const name of withTxChecksums(stdout).filter((one) => wanted.includes(one))) {
    await runIn(spec.name, ["ethtool", "-K", name, "tx", "off"]);
  }
}

type LinksByNetns = ReadonlyMap<string, readonly ObservedLink[]>;

function bridgeCommands(specs: readonly NetnsSpec[], observed: LinksByNetns): string[] {
  const underlay = specs.find(({ links }) => links.some(({ name }) => name === underlayBridge));
  if (underlay === undefined) return [];
  const present = observed.get(underlay.name)?.some(({ ifname }) => ifname === underlayBridge);
  return present ? [] : [`link add ${underlayBridge} netns ${underlay.name} type bridge`];
}

/** Declared pairs of which an end is missing, or belongs to another pair. */
function unpairedVeths(veths: readonly VethSpec[], observed: LinksByNetns): VethSpec[] {
  const find = (netns: string, name: string): ObservedLink | undefined =>
    observed.get(netns)?.find(({ ifname }) => ifname === name);
  return veths.filter(({ a, b }) => {
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
