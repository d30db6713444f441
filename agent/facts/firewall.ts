import { messageOf } from "../../lib/errors.ts";
import type { IptablesDump } from "../../proto/gen/tapline/v1/IptablesDump.ts";
import { addressFamilies, iptablesBackends } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import type { Netns } from "../ports/netns-list.ts";
import { ask, isMissing, readNetFile } from "./inside.ts";

/** More rules than that are somebody's whole policy set: they are not sent along. */
const maxRulesetBytes = 256 * 1024;

/** All rules of a namespace with their counters, as the tools print them. */
export interface FirewallDump {
  readonly nftJson: string;
  readonly iptables: IptablesDump[];
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
  return {
    nftJson,
    iptables: dumps.filter((dump): dump is IptablesDump => typeof dump === "object" && !!dump),
    problems: dumps
      .filter((dump) => typeof dump === "string")
      .map((text) => ({ part: "firewall", text })),
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

/** Null: no such tables are loaded. A sentence: they are, and could not be read. */
async function readLegacy(
  netns: Netns | null,
  { family, names, tool }: Family,
  signal: AbortSignal,
): Promise<IptablesDump | string | null> {
  const loaded = await readNetFile(netns, names, signal).catch(() => ""); // not in this kernel
  const tables = loaded.split("\n").filter((name) => name !== "");
  // Asking for tables that are not loaded would load them.
  if (tables.length === 0) return null;
  try {
    const text = await ask(netns, [`${tool}-legacy-save`, "-c"], signal, maxRulesetBytes);
    return dumpOf(family, "legacy", text);
  } catch (thrown) {
    const what = `tables of the old iptables are loaded (${tables.join(", ")})`;
    return `Could not read the firewall: ${what}, and ${messageOf(thrown)}`;
  }
}

/** Null where iptables-nft is not installed: nft's own words then have to do. */
async function readCompat(
  netns: Netns | null,
  { family, tool }: Family,
  signal: AbortSignal,
): Promise<IptablesDump | string | null> {
  try {
    const text = await ask(netns, [`${tool}-nft-save`, "-c"], signal, maxRulesetBytes);
    return dumpOf(family, "nft", text);
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    return `Could not read the firewall: rules of ${tool}-nft are there, and ${messageOf(thrown)}`;
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
