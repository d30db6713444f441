import type { Access, Caller, Right } from "./access.ts";
import { refusal } from "./access-error.ts";

/** What of the cluster an answer may show. */
export interface Sight {
  /** A caller who may ask about everything. */
  readonly everything: boolean;
  sees(namespace: string): boolean;
}

/** Who may see all: the same right where no namespace bounds it. */
const clusterWide: Right = { resource: "diagnoses", verb: "create", namespace: null };

/** The rights that one request was found to have; each is asked for once. */
export class Permit {
  readonly #access: Access;
  readonly #caller: Caller;
  readonly #granted = new Map<string, Right>();

  constructor(access: Access, caller: Caller) {
    this.#access = access;
    this.#caller = caller;
  }

  /** @throws {AccessError} NOT_PERMITTED with every right that is missing, ACCESS_UNDECIDED. */
  async need(rights: readonly Right[], signal: AbortSignal): Promise<void> {
    const wanted = new Map(rights.map((right) => [keyOf(right), right]));
    const open = [...wanted.values()].filter((right) => !this.#granted.has(keyOf(right)));
    if (open.length === 0) return;
    const missing = await this.#access.missing(this.#caller, open, signal);
    if (missing.length > 0) throw refusal(this.#caller, missing);
    for (const right of open) this.#granted.set(keyOf(right), right);
  }

  /** Never fails: what cannot be told is not shown. */
  async sight(signal: AbortSignal): Promise<Sight> {
    const missing = await this.#access
      .missing(this.#caller, [clusterWide], signal)
      .catch(() => [clusterWide]);
    const everything = missing.length === 0;
    const namespaces = new Set([...this.#granted.values()].map(({ namespace }) => namespace));
    return { everything, sees: (namespace) => everything || namespaces.has(namespace) };
  }
}

function keyOf({ resource, verb, namespace }: Right): string {
  return `${verb} ${resource} ${namespace ?? ""}`;
}
