import type { SourceHealth } from "../health.ts";
import type { KubernetesKind } from "./objects.ts";

/** Something that fills a store with Kubernetes objects and keeps them current. */
export interface KubernetesSource {
  readonly health: SourceHealth;
  /** Of a source that lists and watches, since its start. */
  readonly counters?: {
    readonly lists: number;
    readonly watches: number;
    readonly failures: number;
  };
  /**
   * Whether all objects of a kind were read and are followed, so that one that the store does not
   * have is not in the cluster.
   */
  isComplete(kind: KubernetesKind): boolean;
  /** Begins to fill; returns when the first look is over or has taken too long. Never fails. */
  start(): Promise<void>;
  /** Ends every connection, watch and timer. */
  close(): Promise<void>;
}
