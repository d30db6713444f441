import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tapFilter } from "../../../../aggregator/diagnosis/tap-filter.ts";
import { ExecError, run } from "../../../../lib/exec.ts";
import { planOf } from "../plan.ts";

/** Real captures of the lab: what the filter keeps of them is counted by tcpdump itself. */
const captures = "test/fixtures/pcap";

async function hasTcpdump(): Promise<string | false> {
  try {
    await run(["tcpdump", "--version"]);
    return false;
  } catch (thrown) {
    if (thrown instanceof ExecError) return "tcpdump is not installed";
    throw thrown;
  }
}

const skip = await hasTcpdump();

async function compiled(filter: string): Promise<string> {
  return (await run(["tcpdump", "-y", "LINUX_SLL2", "-d", "--", filter])).stdout;
}

for (const protocol of ["icmp", "tcp", "udp"] as const) {
  for (const isV6 of [false, true]) {
    test(`${protocol}${isV6 ? " over IPv6" : ""}: tcpdump compiles it`, { skip }, async () => {
      const port = protocol === "icmp" ? null : 8080;
      for (const relation of ["same-node", "cross-node"] as const) {
        const filter = tapFilter(planOf(protocol, port, { relation, isV6 }));
        assert.match(await compiled(filter), /ret +#\d+/);
      }
    });
  }
}

test("it keeps the echoes of both pods, plain and in Geneve, and nothing else", {
  skip,
}, async () => {
  const file = `${captures}/ping-cross-node.tcpdump-4.99.3.pcap`;
  assert.ok(readFileSync(file).length > 24);
  const count = async (filter: string): Promise<number> => {
    const { stdout } = await run(["tcpdump", "-nn", "-r", file, "--", filter]);
    return stdout.split("\n").filter((line) => /ICMP echo/.test(line)).length;
  };
  const all = await count("");
  assert.ok(all > 0);
  assert.equal(await count(tapFilter(planOf("icmp", null))), all);
  const others = planOf("icmp", null);
  const stranger = {
    ...others,
    conversation: { sources: ["10.99.0.1"], destinations: ["10.99.0.2"], ports: [] },
  };
  assert.equal(await count(tapFilter(stranger)), 0);
});

for (const isV6 of [false, true]) {
  test(`a provider network${isV6 ? " of IPv6" : ""}: tagged frames too`, { skip }, async () => {
    const plan = { ...planOf("tcp", 8080, { isV6 }), fabric: "provider" } as const;
    const code = await compiled(tapFilter(plan));
    assert.match(code, /ret +#\d+/);
    // The EtherType of 802.1Q is looked at where the kernel keeps a cooked frame's protocol.
    assert.match(code, /jeq +#0x8100/);
    assert.doesNotMatch(tapFilter(plan), /udp dst port 6081/);
  });
}
