import type { IptablesDump } from "../../proto/gen/tapline/v1/IptablesDump.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { addressFamilies, iptablesBackends } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import type { Netns } from "../ports/netns-list.ts";
import { ask, isMissing, readNetFile } from "./inside.ts";
import { readIpsets } from "./ipsets.ts";

/** More rules than that are somebody's whole policy set: they are not sent along. */
const maxRulesetBytes = 256 * 1024;

/** All rules of a namespace with their counters, as the tools print them. */
export interface FirewallDump {
  readonly nftJson: string;
  readonly iptables: IptablesDump[];
  /** `ipset save`; absent where no rule asks for a set, or where they could not be read. */
  readonly ipsets?: string;
  readonly problems: readonly Problem[];
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
): Promise<FirewallDump> {
  const [nftJson, ...legacy] = await Promise.all([
    readNftables(netns, signal),
    ...families.map((family) => readLegacy(netns, family, signal)),
  ]);
  const extended = families.filter(({ family }) => hasExtensions(nftJson, family));
  const compat = await Promise.all(extended.map((family) => readCompat(netns, family, signal)));
  const dumps = [...legacy, ...compat];
  const unread = dumps.flatMap(({ why }) => why ?? []);
  const iptables = dumps.flatMap(({ dump }) => dump ?? []);
  const texts = iptables.map(({ text }) => text ?? "");
  const { ipsets, problem } = await readIpsets(netns, texts, signal);
  return {
    nftJson,
    iptables,
    ...(ipsets === undefined ? {} : { ipsets }),
    problems: [
      ...unread.map((why) => ({ part: "firewall" as const, why })),
      ...(problem ? [problem] : []),
    ],
  };
}

/** `nft -j list ruleset`; "" when there are no rules. @throws {ExecError} */
export async function readNftables(netns: Netns | null, signal: AbortSignal): Promise<string> {
  const text = await ask(netns, ["nft", "-j", "list", "ruleset"], signal, maxRulesetBytes);
  return hasRules(text) ? text.trim() : "";
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
}

async function readLegacy(
  netns: Netns | null,
  { family, names, tool }: Family,
  signal: AbortSignal,
): Promise<Dumped> {
  const loaded = await readNetFile(netns, names, signal).catch(() => ""); // not in this kernel
  const tables = loaded.split("\n").filter((name) => name !== "");
  // Asking for tables that are not loaded would load them.
  if (tables.length === 0) return {};
  try {
    const text = await ask(netns, [`${tool}-legacy-save`, "-c"], signal, maxRulesetBytes);
    return { dump: dumpOf(family, "legacy", text) };
  } catch (thrown) {
    return { why: reason("LEGACY_RULES_UNREAD", { tables, why: reasonOf(thrown) }) };
  }
}

/** Neither where iptables-nft is not installed: nft's own words then have to do. */
async function readCompat(
  netns: Netns | null,
  { family, tool }: Family,
  signal: AbortSignal,
): Promise<Dumped> {
  try {
    const text = await ask(netns, [`${tool}-nft-save`, "-c"], signal, maxRulesetBytes);
    return { dump: dumpOf(family, "nft", text) };
  } catch (thrown) {
    if (isMissing(thrown)) return {};
    return { why: reason("COMPAT_RULES_UNREAD", { tool, why: reasonOf(thrown) }) };
  }
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
