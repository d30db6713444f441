import { ExecError, inNetns, run } from "../../lib/exec.ts";
import type { Netns } from "../ports/netns-list.ts";
import { readNetFile } from "./net-file.ts";

/** More rules than that are somebody's whole policy set: they are not sent along. */
const maxRulesetBytes = 256 * 1024;

/**
 * Rules of nftables, those of iptables-nft included, as `nft -j list ruleset` prints them; "" when
 * there are none.
 *
 * @throws {ExecError} OUTPUT_TOO_LARGE among others.
 */
export async function readNftables(netns: Netns, signal: AbortSignal): Promise<string> {
  const vector = inNetns(netns.path, ["nft", "-j", "list", "ruleset"]);
  const { stdout } = await run(vector, {
    timeoutMs: 2_000,
    maxBytes: maxRulesetBytes,
    signal,
  });
  return hasRules(stdout) ? stdout.trim() : "";
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

const legacyFamilies = [
  { file: "ip_tables_names", tool: "iptables-legacy-save" },
  { file: "ip6_tables_names", tool: "ip6tables-legacy-save" },
] as const;

/**
 * Sentences about tables of the old iptables, which nft(8) does not show: how many rules they have,
 * or that they could not be looked at.
 */
export async function legacyFirewallProblems(netns: Netns, signal: AbortSignal): Promise<string[]> {
  const found = legacyFamilies.map(async ({ file, tool }) => {
    const names = await readNetFile(netns, file, signal).catch(() => ""); // not in this kernel
    const tables = names.split("\n").filter((name) => name !== "");
    return tables.length === 0 ? [] : [await legacyProblem(netns, tool, tables, signal)];
  });
  return (await Promise.all(found)).flat().filter((problem) => problem !== "");
}

async function legacyProblem(
  netns: Netns,
  tool: string,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const loaded = `tables of the old iptables are loaded (${tables.join(", ")})`;
  try {
    const { stdout } = await run(inNetns(netns.path, [tool]), {
      timeoutMs: 2_000,
      maxBytes: maxRulesetBytes,
      signal,
    });
    const lines = stdout.split("\n");
    const rules = lines.filter((line) => line.startsWith("-A "));
    const isClosed = lines.some((line) => /^:\S+ DROP/.test(line));
    if (rules.length === 0 && !isClosed) return "";
    const closed = isClosed ? ", with a policy that drops" : "";
    return `Could not judge the firewall: ${loaded}, ${rules.length} rules in them${closed}`;
  } catch (thrown) {
    if (!(thrown instanceof ExecError)) throw thrown;
    return `Could not read the firewall: ${loaded}, and ${thrown.message}`;
  }
}
