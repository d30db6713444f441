import assert from "node:assert/strict";
import { dropsAt } from "../../../../../aggregator/firewall/evaluate.ts";
import {
  type Chain,
  dropCounterOf,
  type Ruleset,
} from "../../../../../aggregator/firewall/ruleset.ts";
import type { Tristate } from "../../../../../aggregator/firewall/tristate.ts";
import type { ChainRules } from "./nft-rules.ts";
import type { Sent } from "./wire.ts";

/** Those that a tool takes, all at once: it refuses what excludes each other. */
export async function accepted(
  lists: readonly ChainRules[],
  isTaken: (lists: readonly ChainRules[]) => Promise<boolean>,
): Promise<readonly ChainRules[]> {
  if (lists.length === 0 || (await isTaken(lists))) return lists;
  if (lists.length === 1) return [];
  const middle = lists.length >> 1;
  return [
    ...(await accepted(lists.slice(0, middle), isTaken)),
    ...(await accepted(lists.slice(middle), isTaken)),
  ];
}

export interface Comparison {
  /** Each stands in a chain of its own, r0, r1 …; the last rule is the one that counts. */
  readonly lists: readonly ChainRules[];
  readonly hook: string;
  readonly priority: number;
  readonly packets: readonly Sent[];
  readonly send: (sent: Sent) => Promise<void>;
  readonly read: () => Promise<Ruleset>;
}

/** Sends the packets and compares what the kernel counted with what is read out of the rules. */
export async function compareCounters(comparison: Comparison): Promise<void> {
  const { lists, packets, send, read } = comparison;
  const wrong: string[] = [];
  const states = new Map<Tristate, number>();
  let before = await read();
  for (const sent of packets) {
    await send(sent);
    const after = await read();
    const [then, now] = [counted(before), counted(after)];
    for (const [at, rules] of lists.entries()) {
      const name = `r${at}`;
      const chain = before.chains.find((one) => one.name === name);
      assert.ok(chain !== undefined);
      const isMet = (now.get(name) ?? 0) > (then.get(name) ?? 0);
      const state = expected(before, chain, sent, comparison);
      states.set(state, (states.get(state) ?? 0) + 1);
      if (state === "yes" ? isMet : state === "maybe" || !isMet) continue;
      wrong.push(`${sent.name}: ${state}, but ${isMet ? "met" : "not"}: ${rules.join(" ; ")}`);
    }
    before = after;
  }
  assert.deepEqual(wrong, []);
  // Where nothing is certain the comparison says nothing.
  const [yes = 0, no = 0] = [states.get("yes"), states.get("no")];
  const least = (lists.length * packets.length) / 10;
  assert.ok(yes > least && no > least, JSON.stringify([...states]));
}

function counted({ chains }: Ruleset): ReadonlyMap<string, number> {
  return new Map(
    chains.map(({ name, rules }) => {
      const last = rules.at(-1);
      return [name, last === undefined ? 0 : (dropCounterOf(last) ?? 0)];
    }),
  );
}

/** Whether a packet meets the last rule of a chain, as if the chain were all that there is. */
function expected(
  ruleset: Ruleset,
  chain: Chain,
  sent: Sent,
  { hook, priority }: Comparison,
): Tristate {
  const rules = chain.rules.map((rule, at) => {
    const isLast = at === chain.rules.length - 1;
    return isLast ? { ...rule, expressions: [...rule.expressions, { drop: null }] } : rule;
  });
  const base = { ...chain, hook, priority, rules };
  const others = ruleset.chains.filter((one) => one.hook === null && one.name !== chain.name);
  const device = hook === "output" ? { outInterface: "eth0" } : { inInterface: "eth0" };
  const packet = { ...sent.packet, ...device };
  const [drop] = dropsAt({ ...ruleset, chains: [base, ...others] }, [hook], packet);
  if (drop === undefined) return "no";
  return drop.certain ? "yes" : drop.unlikely ? "unlikely" : "maybe";
}
