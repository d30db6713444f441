import { reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import type { Netns } from "../ports/netns-list.ts";
import { ask } from "./inside.ts";

/** More members than that are not sent along: rules that ask for them can then not be told. */
const maxIpsetBytes = 1024 * 1024;

export interface IpsetDump {
  /** Absent where no rule asks for a set, or where they could not be read. */
  readonly ipsets?: string;
  readonly problem?: Problem;
}

/**
 * `ipset save` of a namespace some of whose rules, as iptables-save(8) prints them, ask for sets.
 * Without such rules ipset(8) is not started: it would load the kernel's modules.
 */
export async function readIpsets(
  netns: Netns | null,
  rules: readonly string[],
  signal: AbortSignal,
): Promise<IpsetDump> {
  if (!rules.some((text) => text.includes("--match-set "))) return {};
  try {
    return { ipsets: await ask(netns, ["ipset", "save"], signal, maxIpsetBytes) };
  } catch (thrown) {
    return {
      problem: { part: "firewall", why: reason("IPSETS_UNREAD", { why: reasonOf(thrown) }) },
    };
  }
}
