import type { Actions } from "../actions/types.ts";
import type { Match } from "./match.ts";

/**
 * One OpenFlow flow as `ovs-ofctl dump-flows` prints it (ovs-ofctl(8)).
 *
 * Everything is a plain value, so a flow goes through JSON unchanged.
 */
export interface Flow {
  /**
   * As printed, "0x9ae144f3": up to 64 bits. OVN sets the first 32 bits of the UUID of the SB row
   * that the flow comes from (see `rowPrefix`); "0x0" is a flow of nobody, or of a person.
   */
  readonly cookie: string;
  /** A number, or a name with --names. */
  readonly table: number | string;
  readonly priority: number;
  /** Null with --no-stats, like the other counters. */
  readonly durationSeconds: number | null;
  /** Exact up to 2^53. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Seconds; 0 where the flow does not expire. */
  readonly idleTimeoutSeconds: number;
  readonly hardTimeoutSeconds: number;
  /** Seconds since a packet matched; null where the tool does not say (it omits "0" for none). */
  readonly idleAgeSeconds: number | null;
  readonly hardAgeSeconds: number | null;
  readonly importance: number;
  /** "send_flow_rem", "check_overlap", "reset_counts" … */
  readonly flags: readonly string[];
  readonly match: Match;
  readonly actions: Actions;
}

/**
 * The first eight hex digits of the UUID of the SB row behind a cookie: Logical_Flow for most,
 * Port_Binding, Multicast_Group, Load_Balancer … for flows of the physical layer. Null for cookie 0
 * and for a cookie of more than 32 bits, which OVN never sets.
 */
export function rowPrefix(cookie: string): string | null {
  const digits = /^0x([0-9a-f]+)$/.exec(cookie)?.[1]?.replace(/^0+/, "");
  return digits && digits.length <= 8 ? digits.padStart(8, "0") : null;
}
