import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tapLimits } from "../../../../../agent/capture/tcpdump-vector.ts";
import { tapFilter } from "../../../../../aggregator/collect/packets/tap-filter.ts";
import type { Plan } from "../../../../../aggregator/evidence/plan.ts";
import { ExecError, run } from "../../../../../lib/exec.ts";
import {
  addresses,
  ethernet,
  geneve,
  ipv6,
  sll2,
  tcp,
  underlay,
} from "../../../agent/packet/build.ts";
import { planOf } from "../../plan.ts";

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

test("IPv6 packets of the pair are kept behind extension headers too, plain and in Geneve", {
  skip,
}, async () => {
  const hopByHop = [6, 0, 1, 4, 0, 0, 0, 0]; // then TCP; PadN (RFC 8200 section 4.2)
  const extended = ipv6([...hopByHop, ...tcp([], { family: 6 })], { nextHeader: 0 });
  const direct = ipv6(tcp([], { family: 6 }));
  const inTunnel = underlay(geneve(ethernet(extended, 0x86dd), 5), 6081);
  const folder = mkdtempSync(join(tmpdir(), "tapline-filter-"));
  try {
    const file = join(folder, "extended.pcap");
    const frames = [sll2(direct, { etherType: 0x86dd }), sll2(extended, { etherType: 0x86dd })];
    writeFileSync(file, pcapOf([...frames, sll2(inTunnel)]));
    const kept = async (plan: Plan): Promise<number> => {
      const { stdout } = await run(["tcpdump", "-nn", "-r", file, "--", tapFilter(plan)]);
      return stdout.split("\n").filter((line) => line !== "").length;
    };
    const plan = planOf("tcp", 8080, { isV6: true });
    const between = (source: string, destination: string): Plan => ({
      ...plan,
      conversation: { sources: [source], destinations: [destination], ports: [8080] },
    });
    assert.equal(await kept(between(addresses.a6, addresses.b6)), 3);
    assert.equal(await kept(between(addresses.b6, addresses.a6)), 3);
    assert.equal(await kept(between(addresses.a6, "fd00::99")), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a Service of any number of backends fits into the agent's and the kernel's limits", {
  skip,
}, async () => {
  const kernelLimit = 4096; // BPF_MAXINSNS (linux/bpf_common.h)
  for (const isV6 of [false, true]) {
    for (const protocol of ["tcp", "udp"] as const) {
      for (const backends of [1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 300]) {
        const filter = tapFilter(planOfService({ protocol, isV6, backends }));
        assert.ok(Buffer.byteLength(filter) < tapLimits.maxFilterBytes, `${backends} backends`);
        assert.ok((await compiled(filter)).trim().split("\n").length < kernelLimit / 2);
      }
    }
  }
});

test("packets of a client with the hundredth backend are kept, plain and in Geneve", {
  skip,
}, async () => {
  const direct = ipv6(tcp([], { family: 6 }));
  const folder = mkdtempSync(join(tmpdir(), "tapline-filter-"));
  try {
    const file = join(folder, "service.pcap");
    const inTunnel = underlay(geneve(ethernet(direct, 0x86dd), 5), 6081);
    writeFileSync(file, pcapOf([sll2(direct, { etherType: 0x86dd }), sll2(inTunnel)]));
    const kept = async (plan: Plan): Promise<number> => {
      const { stdout } = await run(["tcpdump", "-nn", "-r", file, "--", tapFilter(plan)]);
      return stdout.split("\n").filter((line) => line !== "").length;
    };
    const plan = planOfService({ protocol: "tcp", isV6: true, backends: 100 });
    const from = (client: string): Plan => ({
      ...plan,
      conversation: { ...plan.conversation, sources: [client] },
    });
    assert.equal(await kept(from(addresses.a6)), 2);
    assert.equal(await kept(from(addresses.b6)), 2);
    assert.equal(await kept(from("fd00::99")), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function planOfService(options: {
  readonly protocol: "tcp" | "udp";
  readonly isV6: boolean;
  readonly backends: number;
}): Plan {
  const { protocol, isV6, backends } = options;
  const plan = planOf(protocol, 8080, { isV6 });
  const address = (index: number): string =>
    isV6
      ? `fd00:100:200:300:400:500:${(index + 6).toString(16)}:0`
      : `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const destinations = Array.from({ length: backends + 1 }, (_, index) => address(index));
  // A client on the host network has the addresses of its node as well.
  const sources = [...plan.conversation.sources, address(60_000), address(60_001)];
  return { ...plan, conversation: { sources, destinations, ports: [80, 8080, 8081] } };
}

/** A capture file of link type LINUX_SLL2 (276). */
function pcapOf(packets: readonly (readonly number[])[]): Buffer {
  const words = (...values: number[]): number[] =>
    values.flatMap((value) => [
      value & 0xff,
      (value >> 8) & 0xff,
      (value >> 16) & 0xff,
      value >>> 24,
    ]);
  const head = words(0xa1b2c3d4, 0x00040002, 0, 0, 65_535, 276);
  const records = packets.flatMap((bytes) => [
    ...words(0, 0, bytes.length, bytes.length),
    ...bytes,
  ]);
  return Buffer.from([...head, ...records]);
}
