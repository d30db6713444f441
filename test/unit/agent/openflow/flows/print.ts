import { printActions } from "../../../../../agent/openflow/actions/print.ts";
import type { Flow } from "../../../../../agent/openflow/flows/flow.ts";
import { printMatch } from "./match-print.ts";

/** Prints a flow in the layout of `ovs-ofctl dump-flows`, without the leading space. */
export function printFlow(flow: Flow): string {
  const { packets, bytes, durationSeconds, idleAgeSeconds, hardAgeSeconds } = flow;
  const statistics = [`cookie=${flow.cookie}, `];
  if (durationSeconds !== null) {
    const whole = Number.isInteger(durationSeconds);
    statistics.push(`duration=${durationSeconds.toFixed(whole ? 0 : 3)}s, `);
  }
  statistics.push(`table=${flow.table}, `);
  if (packets !== null) statistics.push(`n_packets=${packets}, `);
  if (bytes !== null) statistics.push(`n_bytes=${bytes}, `);
  if (flow.idleTimeoutSeconds > 0) statistics.push(`idle_timeout=${flow.idleTimeoutSeconds}, `);
  if (flow.hardTimeoutSeconds > 0) statistics.push(`hard_timeout=${flow.hardTimeoutSeconds}, `);
  for (const flag of flow.flags) statistics.push(`${flag} `);
  if (flow.importance > 0) statistics.push(`importance=${flow.importance}, `);
  if (idleAgeSeconds !== null) statistics.push(`idle_age=${idleAgeSeconds}, `);
  if (hardAgeSeconds !== null) statistics.push(`hard_age=${hardAgeSeconds}, `);
  const match = [`priority=${flow.priority}`];
  if (flow.match.length > 0) match.push(printMatch(flow.match));
  return `${statistics.join("")}${match.join(",")} actions=${printActions(flow.actions)}`;
}
