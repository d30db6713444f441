import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseIpsets } from "../../../../../aggregator/firewall/ipset/save.ts";
import { parseIptables } from "../../../../../aggregator/firewall/iptables/iptables.ts";
import type { Ruleset } from "../../../../../aggregator/firewall/ruleset.ts";
import { isInstalled, skipNetns, type TestNetns } from "../../../agent/ports/test-netns.ts";
import { accepted, compareCounters } from "./compare-counters.ts";
import { ipsets, iptablesChains, iptablesOnce } from "./iptables-rules.ts";
import type { ChainRules } from "./nft-rules.ts";
import { packets, Wire } from "./wire.ts";

const seed = Number(process.env.TAPLINE_TEST_SEED ?? Date.now() % 1_000_000);
const skip = skipNetns || (isInstalled("ipset") ? false : "ipset is not installed");
const others = { ip: "-p igmp", ip6: "-p ipv6-icmp -m icmp6 ! --icmpv6-type 128" } as const;

function rulesText(lists: readonly ChainRules[], family: "ip" | "ip6"): string {
  return [
    ...["*filter", ":INPUT ACCEPT [0:0]", ":BACK - [0:0]", "-A BACK -j RETURN"],
    ...lists.map((_, at) => `:r${at} - [0:0]`),
    `-A INPUT ${others[family]} -j ACCEPT`,
    ...lists.flatMap((rules, at) => [
      `-A INPUT -j r${at}`,
      "-A INPUT -j MARK --set-xmark 0x0/0xffffffff",
      "-A INPUT -j CONNMARK --set-xmark 0x0/0xffffffff",
      ...rules.map((rule) => `-A r${at} ${rule}`),
    ]),
    ...["COMMIT", ""],
  ].join("\n");
}

async function read(at: TestNetns, family: "ip" | "ip6", tool: string, backend: string) {
  const [text, members] = await Promise.all([
    at.exec(`${tool}-${backend}-save`, "-c", "-t", "filter"),
    at.exec("ipset", "save"),
  ]);
  const ruleset: Ruleset = {
    ...parseIptables({ family, backend, text }),
    ipsets: parseIpsets(members),
  };
  return ruleset;
}

describe("rules of iptables", { skip, timeout: 110_000 }, () => {
  for (const [backend, count] of [
    ["nft", 60],
    ["legacy", 40],
  ] as const) {
    test(`${backend} are met by the packets that the kernel counts (seed ${seed})`, async () => {
      const wire = new Wire();
      try {
        const { near, far } = await wire.open();
        await far.write(["ipset", "restore"], ipsets);
        for (const family of ["ip", "ip6"] as const) {
          const tool = family === "ip" ? "iptables" : "ip6tables";
          const restore = `${tool}-${backend}-restore`;
          const generated = fc.sample(iptablesChains(family), { numRuns: count, seed });
          const isTaken = (some: readonly ChainRules[]): Promise<boolean> =>
            far.write([restore], rulesText(some, family)).then(
              () => true,
              () => false,
            );
          const lists = await accepted([...generated, ...iptablesOnce[family]], isTaken);
          assert.ok(lists.length > count / 2, `${tool} takes only ${lists.length} of the rules`);
          await far.write([restore], rulesText(lists, family));
          await compareCounters({
            lists,
            hook: "input",
            priority: 0,
            packets: packets.filter(
              ({ packet }) => packet.source.includes(":") === (family === "ip6"),
            ),
            send: (sent) => wire.send(near, sent),
            read: () => read(far, family, tool, backend),
          });
        }
      } finally {
        await wire.close();
      }
    });
  }
});
