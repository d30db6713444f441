import type { FlowSummary } from "../../../proto/documents/v1/flows.ts";
import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import { isDrop } from "./flow-filter.ts";

interface Running {
  flows: number;
  drops: number;
  packets: number;
  readonly actions: Map<string, number>;
}

/** Counts flows by table and by kind of action as they arrive. */
export class FlowCounts {
  readonly #tables = new Map<number, Running>();
  readonly #actions = new Map<string, number>();
  #flows = 0;
  #drops = 0;

  add(flow: Flow__Output): void {
    const drops = isDrop(flow) ? 1 : 0;
    const entry = this.#tables.get(flow.table) ?? {
      flows: 0,
      drops: 0,
      packets: 0,
      actions: new Map(),
    };
    this.#flows += 1;
    this.#drops += drops;
    entry.flows += 1;
    entry.drops += drops;
    entry.packets += flow.packets;
    for (const kind of kindsOf(flow)) {
      increment(entry.actions, kind);
      increment(this.#actions, kind);
    }
    this.#tables.set(flow.table, entry);
  }

  summary(): FlowSummary {
    const tables = [...this.#tables]
      .sort(([a], [b]) => a - b)
      .map(([table, { actions, ...counts }]) => {
        return { table, ...counts, actions: Object.fromEntries(byCount(actions)) };
      });
    const actions = byCount(this.#actions).map(([action, flows]) => ({ action, flows }));
    return { flows: this.#flows, drops: this.#drops, tables, actions };
  }
}

/** A flow without actions drops. */
function kindsOf(flow: Flow__Output): Iterable<string> {
  return flow.actions.length === 0 ? ["drop"] : new Set(flow.actionKinds);
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, a], [, b]) => b - a);
}
