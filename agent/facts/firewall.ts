import type { IptablesDump } from "../../proto/gen/tapline/v1/IptablesDump.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { addressFamilies, iptablesBackends } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import type { Netns } from "../ports/netns-list.ts";
import { inside, isMissing, readNetFile } from "./inside.ts";
import { type RulesPlace, readIpsets } from "./ipsets.ts";
import { IptablesSieve } from "./sieve/iptables-sieve.ts";
import { NftSieve } from "./sieve/nft-sieve.ts";
import { type Held, type Sieved, sieved } from "./sieve/sieve.ts";
import { WantedAddresses } from "./sieve/wanted-addresses.ts";

/** All rules of a namespace with their counters, as the tools print them. */
export interface FirewallDump {
  readonly nftJson: string;
  readonly iptables: IptablesDump[];
  /** `ipset save`; absent where no rule asks for a set, or where they could not be read. */
  readonly ipsets?: string;
  readonly problems: readonly Problem[];
  /** Rules and members that none of the wanted packets can meet. */
  readonly leftOut: number;
}

/**
 * Reads nftables and the old iptables. Rules of iptables-nft are among those of nft; what they say
 * in extensions nft cannot print, so they are read by iptables' own tool as well.
 *
 * @throws {ExecError} when nft's rules cannot be read: OUTPUT_TOO_LARGE among others.
 */
export async function readFirewall(
  netns: Netns | null,
  signal: AbortSignal,
  wanted = new WantedAddresses([]),
): Promise<FirewallDump> {
  const place = { netns, signal, wanted };
  const [nft, ...legacy] = await Promise.all([
    readNftables(place),
    ...families.map((family) => readLegacy(place, family)),
  ]);
  const extended = families.filter(({ family }) => hasExtensions(nft.text, family));
  const compat = await Promise.all(extended.map((family) => readCompat(place, family)));
  const dumps = [...legacy, ...compat];
  const unread = dumps.flatMap(({ why }) => why ?? []);
  const iptables = dumps.flatMap(({ dump }) => dump ?? []);
  const texts = iptables.map(({ text }) => text ?? "");
  const { ipsets, problem, leftOut: members = 0 } = await readIpsets(place, texts);
  return {
    nftJson: nft.text,
    iptables,
    ...(ipsets === undefined ? {} : { ipsets }),
    problems: [
      ...unread.map((why) => ({ part: "firewall" as const, why })),
      ...(problem ? [problem] : []),
    ],
    leftOut: dumps.reduce((sum, { leftOut = 0 }) => sum + leftOut, nft.leftOut + members),
  };
}

/** `nft -j list ruleset`; "" when there are no rules. @throws {ExecError} */
export async function readNftables({ netns, signal, wanted }: RulesPlace): Promise<Sieved> {
  const argv = inside(netns, ["nft", "-j", "list", "ruleset"]);
  const kept = await sieved(argv, signal, (held) => new NftSieve(wanted, held));
  return { ...kept, text: hasRules(kept.text) ? kept.text.trim() : "" };
}

/** The first element is about nft itself; what is not understood counts as rules. */
function hasRules(text: string): boolean {
  try {
    const { nftables }: { nftables?: unknown } = JSON.parse(text);
    return !Array.isArray(nftables) || nftables.length > 1;
  } catch {
    return text.trim() !== "";
  }
}

interface Family {
  readonly family: "ip" | "ip6";
  /** Lists the tables of the old iptables that are loaded. */
  readonly names: string;
  readonly tool: string;
}

const families: readonly Family[] = [
  { family: "ip", names: "ip_tables_names", tool: "iptables" },
  { family: "ip6", names: "ip6_tables_names", tool: "ip6tables" },
];

/** Neither: there are no such rules. */
interface Dumped {
  readonly dump?: IptablesDump;
  /** There are, and they could not be read. */
  readonly why?: Reason;
  readonly leftOut?: number;
}

async function readLegacy(place: RulesPlace, { family, names, tool }: Family): Promise<Dumped> {
  const { netns, signal } = place;
  const loaded = await readNetFile(netns, names, signal).catch(() => ""); // not in this kernel
  const tables = loaded.split("\n").filter((name) => name !== "");
  // Asking for tables that are not loaded would load them.
  if (tables.length === 0) return {};
  try {
    return await saved(place, `${tool}-legacy-save`, family, "legacy");
  } catch (thrown) {
    return { why: reason("LEGACY_RULES_UNREAD", { tables, why: reasonOf(thrown) }) };
  }
}

/** Neither where iptables-nft is not installed: nft's own words then have to do. */
async function readCompat(place: RulesPlace, { family, tool }: Family): Promise<Dumped> {
  try {
    return await saved(place, `${tool}-nft-save`, family, "nft");
  } catch (thrown) {
    if (isMissing(thrown)) return {};
    return { why: reason("COMPAT_RULES_UNREAD", { tool, why: reasonOf(thrown) }) };
  }
}

async function saved(
  { netns, signal, wanted }: RulesPlace,
  program: string,
  family: Family["family"],
  backend: "legacy" | "nft",
): Promise<Dumped> {
  const sieveFor = (held: Held): IptablesSieve => new IptablesSieve(wanted, held);
  const { text, leftOut } = await sieved(inside(netns, [program, "-c"]), signal, sieveFor);
  return { dump: dumpOf(family, backend, text), leftOut };
}

function dumpOf(family: Family["family"], backend: "legacy" | "nft", text: string): IptablesDump {
  return {
    family: addressFamilies.toWire(family),
    backend: iptablesBackends.toWire(backend),
    text,
  };
}

/** Rules of the family's tables in which nft only names an extension of xtables. */
function hasExtensions(nftJson: string, family: string): boolean {
  if (!nftJson.includes('"xt"')) return false;
  const { nftables }: { nftables?: { rule?: { family?: string; expr?: object[] } }[] } =
    JSON.parse(nftJson);
  return (nftables ?? []).some(
    ({ rule }) => rule?.family === family && rule.expr?.some((expression) => "xt" in expression),
  );
}
