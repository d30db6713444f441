import { reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import type { Netns } from "../ports/netns-list.ts";
import { inside } from "./inside.ts";
import { IpsetSieve } from "./sieve/ipset-sieve.ts";
import { sieved } from "./sieve/sieve.ts";
import type { WantedAddresses } from "./sieve/wanted-addresses.ts";

/** Whose rules are read, and for packets of which addresses. */
export interface RulesPlace {
  readonly netns: Netns | null;
  readonly signal: AbortSignal;
  readonly wanted: WantedAddresses;
}

export interface IpsetDump {
  /** Absent where no rule asks for a set, or where they could not be read. */
  readonly ipsets?: string;
  readonly problem?: Problem;
  readonly leftOut?: number;
}

/**
 * `ipset save` of a namespace some of whose rules, as iptables-save(8) prints them, ask for sets.
 * Without such rules ipset(8) is not started: it would load the kernel's modules.
 */
export async function readIpsets(
  { netns, signal, wanted }: RulesPlace,
  rules: readonly string[],
): Promise<IpsetDump> {
  if (!rules.some((text) => text.includes("--match-set "))) return {};
  try {
    const argv = inside(netns, ["ipset", "save"]);
    const { text, leftOut } = await sieved(argv, signal, (held) => new IpsetSieve(wanted, held));
    return { ipsets: text, leftOut };
  } catch (thrown) {
    return {
      problem: { part: "firewall", why: reason("IPSETS_UNREAD", { why: reasonOf(thrown) }) },
    };
  }
}
