import type { Access, Caller, Presented, Right } from "../../../../aggregator/access/access.ts";

export const presented: Presented = {
  ...{ listener: "tcp", peer: "192.0.2.7:4000", authorization: [], certificate: null },
};

export const jane: Caller = { user: "jane", groups: [], uid: "", extra: {}, by: "token" };

/** Knows everybody as jane, lets her do what `permits` says, and remembers what it was asked. */
export class ScriptedAccess implements Access {
  readonly asked: Right[][] = [];
  readonly #permits: (right: Right) => boolean;

  constructor(permits: (right: Right) => boolean) {
    this.#permits = permits;
  }

  async authenticate(): Promise<Caller> {
    return jane;
  }

  async missing(_who: Caller, rights: readonly Right[]): Promise<readonly Right[]> {
    this.asked.push([...rights]);
    return rights.filter((right) => !this.#permits(right));
  }
}

export function inNamespace(...namespaces: readonly string[]): ScriptedAccess {
  return new ScriptedAccess(({ namespace }) => namespaces.includes(namespace ?? ""));
}
