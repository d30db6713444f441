import {
  type Access,
  type Caller,
  type Right,
  refusal,
} from "../../../../aggregator/access/access.ts";

export const caller: Caller = { user: "jane", peer: "unix" };

/** Lets a caller do what `permits` says, and remembers what it was asked. */
export class ScriptedAccess implements Access {
  readonly asked: Right[][] = [];
  readonly #permits: (right: Right) => boolean;

  constructor(permits: (right: Right) => boolean) {
    this.#permits = permits;
  }

  async authorise(who: Caller, rights: readonly Right[]): Promise<void> {
    this.asked.push([...rights]);
    const missing = rights.filter((right) => !this.#permits(right));
    if (missing.length > 0) throw refusal(who, missing);
  }
}

export function inNamespace(...namespaces: readonly string[]): ScriptedAccess {
  return new ScriptedAccess(({ namespace }) => namespaces.includes(namespace ?? ""));
}
