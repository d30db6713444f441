import assert from "node:assert/strict";
import { test } from "node:test";
import { type JournalEntry, parseJournal, startedProcesses } from "../../../lab/journal.ts";

const entries: JournalEntry[] = [
  { kind: "netns", name: "lab-node1" },
  { kind: "starting", name: "node1/ovs-vswitchd" },
  { kind: "started", name: "node1/ovs-vswitchd", pid: 123, startTick: 4567 },
  { kind: "started", name: "node1/ovs-vswitchd", pid: 124, startTick: 4999 },
  { kind: "ready" },
];
const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");

test("a whole journal is read back", () => {
  assert.deepEqual(parseJournal(text), entries);
});

test("a journal cut anywhere gives exactly the entries that were whole", () => {
  for (let length = 0; length <= text.length; length += 1) {
    const cut = text.slice(0, length);
    const whole = cut.split("\n").filter((line) => line.endsWith("}") && isJson(line)).length;
    assert.deepEqual(parseJournal(cut), entries.slice(0, whole), `cut at ${length}`);
  }
});

test("lines of another shape are not entries", () => {
  const odd = [
    '{"kind":"started","name":"x","pid":"1","startTick":2}',
    '{"kind":"else","name":"x"}',
  ];
  assert.deepEqual(parseJournal([...odd, "null", "7", "[]"].join("\n")), []);
});

test("the newest start of a program counts", () => {
  assert.deepEqual(startedProcesses(entries), [
    { kind: "started", name: "node1/ovs-vswitchd", pid: 124, startTick: 4999 },
  ]);
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
