import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { toolFacts, toolNames, versionOf } from "../../../../../agent/facts/own/tools.ts";

const folder = mkdtempSync(join(tmpdir(), "tapline-tools-"));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), ["#!/bin/sh", ...lines].join("\n"));
  chmodSync(join(folder, name), 0o755);
}

test("versions are read from what each tool prints", () => {
  const said: readonly (readonly [string, string])[] = [
    ["ethtool version 6.1\n", "6.1"],
    ["ip utility, iproute2-6.1.0, libbpf 1.1.2\n", "6.1.0"],
    ["ip6tables-save v1.8.9 (legacy)\n", "1.8.9"],
    ["nftables v1.0.6 (Lester Gooch #5)\n", "1.0.6"],
    ["nsenter from util-linux 2.38.1\n", "2.38.1"],
    ["ovn-appctl 23.03.1\nOpen vSwitch Library 3.1.0\n", "23.03.1"],
    ["ovs-ofctl (Open vSwitch) 3.1.0\nOpenFlow versions 0x1:0x6\n", "3.1.0"],
    ["ping from iputils 20221126\nlibcap: yes\n", "20221126"],
    ["\ntcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\n", "4.99.3"],
    ["usage: tool\n", ""],
    ["", ""],
  ];
  for (const [text, version] of said) assert.equal(versionOf(text), version, text);
});

test("every tool is told of: found with its version, missing, or why it does not run", async () => {
  program("tcpdump", ["echo tcpdump version 4.99.3 >&2"]);
  program("nft", ["echo broken >&2", "exit 3"]);
  const facts = await toolFacts(["/nosuch", folder], new AbortController().signal);
  assert.deepEqual(
    facts.map(({ name }) => name),
    [...toolNames],
  );
  const of = (name: string) => facts.find((one) => one.name === name);
  assert.deepEqual(of("tcpdump"), {
    ...{ name: "tcpdump", path: join(folder, "tcpdump"), version: "4.99.3" },
  });
  assert.deepEqual([of("nft")?.version, of("nft")?.why?.code], ["", "PROGRAM_FAILED"]);
  assert.deepEqual([of("ip")?.path, of("ip")?.why?.code], ["", "PROGRAM_MISSING"]);
});
