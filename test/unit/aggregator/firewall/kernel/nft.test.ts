import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseNftables } from "../../../../../aggregator/firewall/nft/nftables.ts";
import { skipNetns, type TestNetns } from "../../../agent/ports/test-netns.ts";
import { accepted, compareCounters } from "./compare-counters.ts";
import { type ChainRules, chains, named, once } from "./nft-rules.ts";
import { packets, Wire } from "./wire.ts";

const seed = Number(process.env.TAPLINE_TEST_SEED ?? Date.now() % 1_000_000);

/** Where rules are asked, and how many of them. */
const places = [
  { hook: "input", priority: 0, count: 90 },
  { hook: "prerouting", priority: -300, count: 30 },
  { hook: "output", priority: 0, count: 30 },
] as const;

/** Each list of rules in a chain of its own; the last rule counts. */
function rulesText(lists: readonly ChainRules[], hook: string, priority: number): string {
  const own = lists.map((rules, at) => {
    const lines = rules.map((rule, index) => (index < rules.length - 1 ? rule : `${rule} counter`));
    return `chain r${at} {\n${lines.join("\n")}\n}`;
  });
  const resets = hook === "prerouting" ? "" : "\nct mark set 0";
  const jumps = lists.map((_, at) => `jump r${at}\nmeta mark set 0${resets}`);
  // Neighbours and what else is not the test's.
  const others = "icmpv6 type != echo-request accept\nmeta l4proto igmp accept";
  return [
    `add table inet t\ndelete table inet t\ntable inet t {\n${named}`,
    ...own,
    `chain in {\ntype filter hook ${hook} priority ${priority};\n${others}`,
    `${jumps.join("\n")}\n}\n}\n`,
  ].join("\n");
}

describe("rules of nftables", { skip: skipNetns, timeout: 110_000 }, () => {
  for (const { hook, priority, count } of places) {
    test(`at ${hook} are met by the packets that the kernel counts (seed ${seed})`, async () => {
      const wire = new Wire();
      try {
        const { near, far } = await wire.open();
        const at: TestNetns = hook === "output" ? near : far;
        const generated = fc.sample(chains, { numRuns: count, seed });
        const isTaken = (some: readonly ChainRules[]): Promise<boolean> =>
          at.write(["nft", "-f", "-"], rulesText(some, hook, priority)).then(
            () => true,
            () => false,
          );
        const lists = await accepted([...generated, ...once], isTaken);
        assert.ok(lists.length > count / 2, `nft takes only ${lists.length} of the rules`);
        await at.write(["nft", "-f", "-"], rulesText(lists, hook, priority));
        await compareCounters({
          lists,
          hook,
          priority,
          packets,
          send: (sent) => wire.send(near, sent),
          read: async () => parseNftables(await at.exec("nft", "-j", "list", "ruleset")),
        });
      } finally {
        await wire.close();
      }
    });
  }
});
