import assert from "node:assert/strict";
import { test } from "node:test";
import { reason, said } from "../../../../proto/reasons/index.ts";
import { fromWireReason, readReason, toWireReason } from "../../../../proto/wire/reason.ts";

const why = reason("AGENT_AWAY", { node: "node1", why: reason("CANCELLED", {}) });

test("a reason comes over the wire as it was", () => {
  assert.deepEqual(fromWireReason(toWireReason(why)), why);
  const bare = { ...toWireReason(reason("CANCELLED", {})), args: "" };
  assert.deepEqual(fromWireReason(bare), reason("CANCELLED", {}));
  assert.deepEqual(readReason(JSON.stringify(why)), why);
});

test("what is no reason of this version is told in its sender's words", () => {
  const message = "as its log has it";
  for (const args of ["{}", "{", "7", "null", '{"node":7}', '{},"code":"CANCELLED"']) {
    assert.deepEqual(fromWireReason({ code: "AGENT_AWAY", args, message }), said(message), args);
  }
  assert.deepEqual(fromWireReason({ code: "OF_TOMORROW", args: "{}", message }), said(message));
  for (const json of ["", "{", "7", "null", '{"code":"OF_TOMORROW","args":{}}']) {
    assert.equal(readReason(json), null, json);
  }
});
