import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilities, parseLinkTypes } from "../../../../agent/session/capabilities.ts";

test("link types as tcpdump 4.99 lists them", () => {
  const text =
    "Data link types for any (use option -y to set):\n" +
    "  LINUX_SLL (Linux cooked v1)\n  LINUX_SLL2 (Linux cooked v2)\n";
  assert.deepEqual(parseLinkTypes(text), ["LINUX_SLL", "LINUX_SLL2"]);
  assert.deepEqual(parseLinkTypes("tcpdump: any: You don't have permission"), []);
});

test("tools are those on the path; without a path there are none", async () => {
  const { commands, tools } = await capabilities(
    ["tap", "flows"],
    ["/nowhere", "/bin", "/usr/bin"],
  );
  assert.deepEqual(commands, ["flows", "tap"]);
  assert.ok((tools ?? []).every((name) => typeof name === "string"));
  assert.deepEqual((await capabilities([], [])).tools, []);
});
