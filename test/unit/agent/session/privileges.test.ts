import assert from "node:assert/strict";
import { test } from "node:test";
import { missingIn, privileges } from "../../../../agent/session/privileges.ts";

const status = (mask: string): string =>
  `Name:\tnode\nCapPrm:\tffffffffffffffff\nCapEff:\t${mask}\nCapBnd:\t0000000000000000\n`;
const missing = (mask: string): string[] => missingIn(status(mask)).map(({ name }) => name);

// What runc gives a container without options: Docker's documentation, "Runtime privilege".
const usual = "00000000a80425fb";

test("a container without further capabilities lacks three", () => {
  assert.deepEqual(missing(usual), ["NET_ADMIN", "SYS_ADMIN", "SYS_PTRACE"]);
});

test("nothing is missing for root of the machine; everything for others", () => {
  assert.deepEqual(missing("000001ffffffffff"), []);
  assert.deepEqual(missing("0000000000000000").length, privileges.length);
});

test("the numbers are those of linux/capability.h", () => {
  for (const [name, mask] of [
    ["DAC_OVERRIDE", "2"],
    ["NET_ADMIN", "1000"],
    ["NET_RAW", "2000"],
    ["SYS_PTRACE", "80000"],
    ["SYS_ADMIN", "200000"],
  ] as const) {
    assert.ok(!missing(mask).includes(name), name);
    assert.equal(missing(mask).length, privileges.length - 1);
  }
});

test("what cannot be read says nothing", () => {
  assert.deepEqual(missingIn(""), []);
});
