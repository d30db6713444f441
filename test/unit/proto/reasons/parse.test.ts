import assert from "node:assert/strict";
import { test } from "node:test";
import { ExecError, run } from "../../../../lib/exec.ts";
import { allOf, type Reason, reason, said } from "../../../../proto/reasons/index.ts";
import { parseReason } from "../../../../proto/reasons/parse.ts";
import { reasonOf } from "../../../../proto/reasons/reason-of.ts";
import { ReasonedError } from "../../../../proto/reasons/reasoned-error.ts";

test("a reason survives JSON, with the reasons inside it", () => {
  const inner = reason("PROGRAM_FAILED", {
    program: "ping",
    asked: "-c 1 10.16.0.5",
    status: "2",
    said: "no route",
  });
  const whole = reason("ALL_OF", { reasons: [inner, reason("CANCELLED", {})] });
  assert.deepEqual(parseReason(JSON.parse(JSON.stringify(whole))), whole);
});

test("what is no reason of this version is none", () => {
  const nested = Array.from({ length: 20 }).reduce<unknown>(
    (reasons) => ({ code: "ALL_OF", args: { reasons: [reasons] } }),
    said("x"),
  );
  for (const value of [
    ...[null, "SAID", 7, [], {}, { code: "SAID" }, { code: "SAID", args: { text: 7 } }],
    ...[
      { code: "toString", args: {} },
      { code: "FROM_THE_FUTURE", args: {} },
    ],
    ...[{ code: "ALL_OF", args: { reasons: [{ code: "SAID", args: {} }] } }, nested],
  ]) {
    assert.equal(parseReason(value), null, JSON.stringify(value));
  }
});

test("of whatever was thrown a reason is given", () => {
  const own = reason("TIMED_OUT", { afterMs: 300 });
  assert.equal(reasonOf(new ReasonedError(own)), own);
  const asked = { program: "nft", asked: "list ruleset" };
  const failed = { ...asked, code: "FAILED", exitCode: 1, signal: null, stderr: "no\n" };
  const wanted: Reason = reason("PROGRAM_FAILED", { ...asked, status: "1", said: "no" });
  assert.deepEqual(reasonOf(new ExecError(failed as ExecError["type"], "")), wanted);
  assert.deepEqual(reasonOf(new Error("boom")), said("boom"));
  assert.deepEqual(reasonOf("boom"), said("boom"));
});

test("of a program that failed: what it was asked and its last words, however many", async () => {
  const script = "for i in 1 2 3 4 5; do echo line $i >&2; done; exit 3";
  const thrown = await run(["sh", "-c", script]).catch((error: unknown) => error);
  const { code, args } = reasonOf(thrown);
  assert.equal(code, "PROGRAM_FAILED");
  assert.deepEqual(args, {
    program: "sh",
    asked: `-c ${script}`,
    status: "3",
    said: "line 3; line 4; line 5",
  });
  const long = `printf '%0400d\\n' 1 >&2; exit 1 ${"#".repeat(200)}`;
  const { args: cut } = reasonOf(await run(["sh", "-c", long]).catch((error: unknown) => error));
  assert.ok("said" in cut && cut.said.length === 300 && cut.said.endsWith("…"));
  assert.ok("asked" in cut && String(cut.asked).length === 120);
});

test("of several reasons each is told once, and one alone stands alone", () => {
  assert.equal(allOf([]), null);
  assert.deepEqual(allOf([said("a"), said("a")]), said("a"));
  const both = reason("ALL_OF", { reasons: [said("a"), said("b")] });
  assert.deepEqual(allOf([said("a"), said("b"), said("a")]), both);
});
