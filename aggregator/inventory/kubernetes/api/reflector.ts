import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "../../../../lib/backoff.ts";
import { collectGarbage } from "../../../../lib/collect-garbage.ts";
import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { reasonOf } from "../../../../proto/reasons/reason-of.ts";
import type { KubernetesKind } from "../objects.ts";
import type { KubernetesObjects } from "../store.ts";
import { type ApiErrorReason, KubernetesApiError } from "./api-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { listPage } from "./list-page.ts";
import type { ApiSourceOptions } from "./options.ts";
import { ResourceObjects } from "./resource-objects.ts";
import type { ResourceStatus } from "./resource-status.ts";
import { type Resource, resourceName, resourcePath } from "./resources.ts";
import { watch } from "./watch.ts";
import type { WatchEvent } from "./watch-event.ts";

/** "Not served" in a row until the objects count as gone: a server that starts may say it once. */
const absencesToBelieve = 2;

/**
 * Keeps the objects of one resource in the store the same as in the cluster: list, watch from
 * there, list again when the server has forgotten where we were. It never gives up.
 */
export class Reflector {
  readonly #resource: Resource;
  readonly #cluster: ClusterAccess;
  readonly #options: ApiSourceOptions;
  readonly #objects: ResourceObjects;
  readonly #onChange: () => void;
  #status: Omit<ResourceStatus, "name">;
  /** Index of the version in use. */
  #version = 0;
  /** Where the next watch goes on; null: a list is needed. */
  #resourceVersion: string | null = null;
  #pageSize: number;
  #listed = false;
  #failures = 0;
  #absences = 0;
  /** Lists begun and watches opened, for tests and the log. */
  readonly counters = { lists: 0, watches: 0, failures: 0 };

  constructor(
    resource: Resource,
    cluster: ClusterAccess,
    store: KubernetesObjects,
    options: ApiSourceOptions,
    onChange: () => void,
  ) {
    this.#resource = resource;
    this.#cluster = cluster;
    this.#options = options;
    this.#objects = new ResourceObjects(resource.kind, store);
    this.#onChange = onChange;
    this.#pageSize = options.pageSize;
    this.#status = { status: "connecting", since: new Date(), reason: null };
  }

  get status(): ResourceStatus {
    const name = resourceName(this.#resource);
    const [problem] = this.#objects.problems;
    if (this.#status.status !== "ok" || problem === undefined) return { name, ...this.#status };
    const [object, text] = problem;
    const more = this.#objects.problems.size - 1;
    const why = reason("OBJECT_UNREADABLE", { object, problem: text, more });
    return { name, status: "failed", since: this.#status.since, reason: why };
  }

  /** Whether an object of this kind that the store does not have is not there. */
  isComplete(kind: KubernetesKind): boolean {
    return this.#resource.kind === kind && this.status.status === "ok";
  }

  /** Follows the resource until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = await this.#round(signal);
      if (signal.aborted) return;
      if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {}); // only abort ends it
    }
  }

  /** One list (if needed) and one watch; gives the milliseconds to wait before the next. */
  async #round(signal: AbortSignal): Promise<number> {
    try {
      if (this.#resourceVersion !== null && this.#failures > 0) await this.#checkRewound(signal);
      this.#resourceVersion ??= await this.#list(signal);
      const began = performance.now();
      await this.#watch(this.#resourceVersion, signal);
      const wasShort = performance.now() - began < this.#options.shortWatchMs;
      this.#failures = wasShort ? this.#failures + 1 : 0;
    } catch (thrown) {
      if (signal.aborted) return 0;
      return this.#afterFailure(thrown);
    }
    return this.#failures === 0 ? 0 : this.#backoff();
  }

  /** Reads all pages. What was there before stays until the list is complete. */
  async #list(signal: AbortSignal): Promise<string> {
    this.counters.lists += 1;
    const { listIdleMs: idleMs, maxPageBytes: maxBytes } = this.#options;
    const present = new Set<string>();
    let next: string | null = null;
    for (;;) {
      const request = { limit: this.#pageSize, next, signal, idleMs, maxBytes };
      const page = await listPage(this.#cluster, this.#path, request);
      if (signal.aborted) return page.resourceVersion;
      for (const item of page.items) {
        const key = this.#objects.put(item);
        if (key !== null) present.add(key);
      }
      next = page.next;
      // Of a page little is kept; a list of many pages would leave hundreds of megabytes.
      if (page.items.length >= this.#pageSize) collectGarbage();
      if (next !== null) continue;
      this.#objects.keepOnly(present);
      this.#listed = true;
      this.#absences = 0;
      return page.resourceVersion;
    }
  }

  /**
   * A server that comes back with an older etcd (restored, or made anew) would accept a watch from
   * our version and never send anything on it.
   */
  async #checkRewound(signal: AbortSignal): Promise<void> {
    const { listIdleMs: idleMs, maxPageBytes: maxBytes } = this.#options;
    const request = { limit: 1, next: null, signal, idleMs, maxBytes };
    const { resourceVersion } = await listPage(this.#cluster, this.#path, request);
    if (isOlder(resourceVersion, this.#resourceVersion ?? "")) this.#resourceVersion = null;
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { watchSeconds, watchGraceMs, maxEventBytes } = this.#options;
    await watch(this.#cluster, this.#path, {
      resourceVersion,
      signal,
      // Not all resources at the same moment.
      timeoutSeconds: Math.max(1, Math.round(watchSeconds * (0.75 + 0.25 * Math.random()))),
      idleMs: watchSeconds * 1_000 + watchGraceMs,
      maxEventBytes,
      onOpen: () => {
        this.counters.watches += 1;
        this.#setStatus("ok", null);
      },
      onEvent: (event) => {
        if (!signal.aborted) this.#apply(event);
      },
    });
  }

  #apply(event: WatchEvent): void {
    if (event.type === "put") this.#objects.put(event.object);
    else if (event.type === "remove") this.#objects.remove(event.object);
    this.#resourceVersion = event.resourceVersion;
  }

  #afterFailure(thrown: unknown): number {
    this.#failures += 1;
    this.counters.failures += 1;
    const type = thrown instanceof KubernetesApiError ? thrown.type : null;
    const wait = this.#waitAfter(type);
    this.#setStatus(this.#listed ? "stale" : "failed", this.#why(type?.code, thrown));
    return wait;
  }

  #waitAfter(type: ApiErrorReason | null): number {
    switch (type?.code) {
      case "API_GONE":
        this.#resourceVersion = null;
        return this.#failures === 1 ? 0 : this.#backoff();
      case "API_NOT_SERVED":
        return this.#afterAbsence();
      case "API_PAGE_TOO_LARGE":
        this.#pageSize = Math.max(1, this.#pageSize >> 2);
        return this.#backoff();
      case "API_REFUSED":
        return Math.max(
          this.#backoff(),
          Math.min(type.args.retryAfterMs, this.#options.maxRetryAfterMs),
        );
      default:
        return this.#backoff();
    }
  }

  /** Tries the other versions at once, then waits for the CRD to appear. */
  #afterAbsence(): number {
    this.#resourceVersion = null;
    const { versions } = this.#resource;
    this.#version = (this.#version + 1) % versions.length;
    if (this.#version !== 0) return 0;
    this.#absences += 1;
    if (this.#absences >= absencesToBelieve) {
      this.#objects.keepOnly(new Set());
      this.#listed = false;
    }
    return this.#backoff();
  }

  #why(code: string | undefined, thrown: unknown): Reason {
    const { group, plural: resource } = this.#resource;
    switch (code) {
      case "API_FORBIDDEN":
        return reason("LIST_NOT_PERMITTED", { group, resource });
      case "API_NOT_SERVED":
        return reason("RESOURCE_NOT_SERVED", {});
      default:
        return reasonOf(thrown);
    }
  }

  #backoff(): number {
    return backoffMs(this.#options.backoff, this.#failures, Math.random());
  }

  get #path(): string {
    return resourcePath(this.#resource, this.#resource.versions[this.#version] ?? "v1");
  }

  #setStatus(status: ResourceStatus["status"], why: Reason | null): void {
    const since = status === this.#status.status ? this.#status.since : new Date();
    this.#status = { status, since, reason: why };
    this.#onChange();
  }
}

/**
 * Whether a resource version is before another. They are etcd revisions; should they be something
 * else one day, nothing is said of them.
 */
function isOlder(a: string, b: string): boolean {
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  return BigInt(a) < BigInt(b);
}
