import type { Reason } from "../../proto/reasons/index.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import type { SourceHealth } from "../inventory/health.ts";

/** One thing without which the aggregator cannot give the answers that it is for. */
export interface Condition {
  /** A source of the inventory, or `listeners`. */
  readonly name: string;
  readonly ok: boolean;
  /** `ok`, `connecting`, `stale` or `failed`; of listeners `ok` or `closed`. */
  readonly status: string;
  readonly since: string | null;
  /** In English; null where there is nothing to say. */
  readonly reason: string | null;
  readonly because: Reason | null;
}

/**
 * Whether the aggregator is ready: it takes calls of callers and agents, and Kubernetes objects and
 * both OVN databases are complete and current.
 */
export class Readiness {
  readonly #sources: () => readonly SourceHealth[];
  #isListening = false;

  constructor(sources: () => readonly SourceHealth[]) {
    this.#sources = sources;
  }

  /** Told by main: once all listeners are there, and again before they go. */
  set listening(isListening: boolean) {
    this.#isListening = isListening;
  }

  get isReady(): boolean {
    return this.#isListening && this.#sources().every(({ status }) => status === "ok");
  }

  conditions(): readonly Condition[] {
    const listeners: Condition = {
      name: "listeners",
      ok: this.#isListening,
      status: this.#isListening ? "ok" : "closed",
      since: null,
      reason: null,
      because: null,
    };
    return [listeners, ...this.#sources().map(conditionOf)];
  }
}

function conditionOf({ name, status, since, reason: why }: SourceHealth): Condition {
  return {
    name,
    ok: status === "ok",
    status,
    since: since.toISOString(),
    reason: why === null ? null : reasonIn("en", why),
    because: why,
  };
}
