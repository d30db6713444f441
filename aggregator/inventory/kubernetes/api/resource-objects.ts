import { ZodError } from "zod";
import { messageOf } from "../../../../lib/errors.ts";
import type { KubernetesKind } from "../objects.ts";
import { objectKey } from "../objects.ts";
import { projectObject } from "../projection.ts";
import type { KubernetesObjects } from "../store.ts";

/** Problems of one resource that are kept; the rest is only counted. */
const maxProblems = 100;

/** The objects of one resource as this source has put them into the store. */
export class ResourceObjects {
  readonly #kind: KubernetesKind;
  readonly #store: KubernetesObjects;
  readonly #keys = new Set<string>();
  /** Why an object could not be read, by its key. */
  readonly #problems = new Map<string, string>();

  constructor(kind: KubernetesKind, store: KubernetesObjects) {
    this.#kind = kind;
    this.#store = store;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Objects that are in the cluster and not, or not as they are now, in the store. */
  get problems(): ReadonlyMap<string, string> {
    return this.#problems;
  }

  /**
   * Puts an object as the API server sent it. One that cannot be read keeps its last good version
   * and is a problem.
   *
   * @returns its key; null when not even that could be read
   */
  put(document: unknown): string | null {
    try {
      const object = projectObject(this.#kind, document);
      const key = objectKey(object);
      this.#store.put(object);
      this.#keys.add(key);
      this.#problems.delete(key);
      return key;
    } catch (thrown) {
      const key = keyOf(document);
      const room = this.#problems.size < maxProblems || this.#problems.has(key ?? "");
      if (room) this.#problems.set(key ?? "", problemOf(thrown));
      return key;
    }
  }

  remove(document: unknown): void {
    const key = keyOf(document);
    if (key !== null) this.#forget(key);
  }

  /** Removes what a complete list did not have: it was deleted while nobody looked. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const key of [...this.#keys, ...this.#problems.keys()]) {
      if (!present.has(key)) this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#store.remove(this.#kind, key);
    this.#keys.delete(key);
    this.#problems.delete(key);
  }
}

/** `namespace/name`, as `objectKey`, of an object that was not read. */
function keyOf(document: unknown): string | null {
  if (typeof document !== "object" || document === null || !("metadata" in document)) return null;
  const { metadata } = document;
  if (typeof metadata !== "object" || metadata === null || !("name" in metadata)) return null;
  const namespace = "namespace" in metadata ? String(metadata.namespace ?? "") : "";
  return namespace === "" ? String(metadata.name) : `${namespace}/${String(metadata.name)}`;
}

function problemOf(thrown: unknown): string {
  const issue = thrown instanceof ZodError ? thrown.issues[0] : undefined;
  return issue === undefined ? messageOf(thrown) : `${issue.path.join(".")}: ${issue.message}`;
}
