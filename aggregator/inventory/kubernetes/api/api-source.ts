import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { SourceHealth } from "../../health.ts";
import type { KubernetesKind } from "../objects.ts";
import type { KubernetesSource } from "../source.ts";
import type { KubernetesObjects } from "../store.ts";
import { ClusterAccess, type ClusterLocation } from "./cluster-access.ts";
import { type ApiSourceOptions, defaultApiSourceOptions } from "./options.ts";
import { Reflector } from "./reflector.ts";
import { combineStatus, type ResourceStatus } from "./resource-status.ts";
import { followedResources, type Resource } from "./resources.ts";

/** Kubernetes objects from an API server, followed as they change. It only lists and watches. */
export class ApiSource implements KubernetesSource {
  readonly #reflectors: readonly Reflector[];
  readonly #abort = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #startMs: number;
  #running: Promise<unknown> | null = null;

  constructor(
    location: ClusterLocation,
    store: KubernetesObjects,
    options: Partial<ApiSourceOptions> = {},
    resources: readonly Resource[] = followedResources,
  ) {
    const complete = { ...defaultApiSourceOptions, ...options };
    const cluster = new ClusterAccess(location);
    const onChange = (): void => {
      for (const wake of this.#waiting) wake();
    };
    this.#startMs = complete.startMs;
    this.#reflectors = resources.map(
      (resource) => new Reflector(resource, cluster, store, complete, onChange),
    );
  }

  get health(): SourceHealth {
    return combineStatus(this.resources);
  }

  /** How each resource is, in the order in which they were given. */
  get resources(): readonly ResourceStatus[] {
    return this.#reflectors.map((reflector) => reflector.status);
  }

  /** Sums over all resources since the start. */
  get counters(): Reflector["counters"] {
    const sum = { lists: 0, watches: 0, failures: 0 };
    for (const { counters } of this.#reflectors) {
      sum.lists += counters.lists;
      sum.watches += counters.watches;
      sum.failures += counters.failures;
    }
    return sum;
  }

  isComplete(kind: KubernetesKind): boolean {
    return this.#reflectors.some((reflector) => reflector.isComplete(kind));
  }

  async start(): Promise<void> {
    const { signal } = this.#abort;
    // Each reflector has a request or a wait, and now and then both.
    setMaxListeners(2 * this.#reflectors.length, signal);
    this.#running ??= Promise.all(this.#reflectors.map((reflector) => reflector.run(signal)));
    const { promise, resolve } = settled();
    const check = (): void => {
      if (this.#reflectors.every(({ status }) => status.status !== "connecting")) resolve();
    };
    this.#waiting.add(check);
    const timer = new AbortController();
    const late = delay(this.#startMs, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([promise, late]); // whoever asks earlier is told by `health`
    timer.abort();
    this.#waiting.delete(check);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}

function settled(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}
