import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { aclDenied, reachable } from "./documents.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

/** Answers each call with the next document; after the last one with an error. */
function answeringInTurn(
  documents: readonly Diagnosis[],
  onCall: (call: number) => void = () => {},
): Pick<DiagnosisServiceHandlers, "Diagnose"> {
  let calls = 0;
  return {
    Diagnose(call) {
      const document = documents[calls];
      calls += 1;
      onCall(calls);
      if (document === undefined) {
        call.emit("error", { code: grpc.status.INTERNAL, details: "the agent is gone" });
        return;
      }
      const caseJson = JSON.stringify({ call: calls });
      call.write({ result: { diagnosisJson: JSON.stringify(document), caseJson } });
      call.end();
    },
  };
}

const repeated = (n: number): string[] => [
  "diagnose",
  "default/a",
  "default/b",
  "--repeat",
  String(n),
  "--interval",
  "0s",
];

test("one document of all attempts, and the exit status of all", async () => {
  const handlers = answeringInTurn([reachable, aclDenied, reachable]);
  await withAggregator(handlers, async (address) => {
    const { status, stdout } = await cli([...repeated(3), "-o", "json", "--address", address]);
    const document: Diagnosis = JSON.parse(stdout);
    assert.equal(status, 1);
    assert.deepEqual(
      [document.kind, document.outcome, document.repeat?.intermittent],
      ["Diagnosis", "degraded", true],
    );
    assert.deepEqual(
      document.attempts?.map(({ outcome }) => outcome),
      ["reachable", "unreachable", "reachable"],
    );
  });
});

test("the text has a row for each attempt, and says whether it comes and goes", async () => {
  for (const [lang, first, sum] of [
    ["en", /^DEGRADED .* 1 of 3 attempts found a fault, intermittent: /, /3 of 3 attempts: /],
    ["zh", /^降级.* 3 次诊断中有 1 次发现故障，属间歇性：/, /计划 3 次，完成 3 次/],
  ] as const) {
    const handlers = answeringInTurn([reachable, aclDenied, reachable]);
    await withAggregator(handlers, async (address) => {
      const { stdout } = await cli([...repeated(3), "--lang", lang, "--address", address]);
      assert.match(stdout, first);
      assert.match(stdout, sum);
      assert.match(stdout, /^ {2}2 .* ACL_DENIED$/m);
    });
  }
});

test("once is a document as before, and asked for by number it has its attempt", async () => {
  await withAggregator(answeringInTurn([reachable, reachable]), async (address) => {
    const plain = await cli(["diagnose", "default/a", "b", "-o", "json", "--address", address]);
    assert.deepEqual(JSON.parse(plain.stdout), reachable);
    const once = await cli([...repeated(1), "-o", "json", "--address", address]);
    assert.equal(JSON.parse(once.stdout).attempts.length, 1);
  });
});

test("the case that is saved is the worst attempt's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-repeat-"));
  const file = join(folder, "case.json");
  try {
    await withAggregator(answeringInTurn([reachable, aclDenied]), async (address) => {
      await cli([...repeated(2), "--save", file, "--address", address]);
    });
    assert.ok(existsSync(file));
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { call: 2 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("interrupted, it prints what there is, with the exit status of that", async () => {
  const interrupted = new AbortController();
  const handlers = answeringInTurn([aclDenied, reachable, reachable], (call) => {
    if (call === 2) interrupted.abort();
  });
  await withAggregator(handlers, async (address) => {
    const args = [...repeated(100), "-o", "json", "--address", address];
    const { status, stdout } = await cli(args, { signal: interrupted.signal });
    const { repeat } = JSON.parse(stdout) as Diagnosis;
    assert.equal(status, 1);
    assert.equal(repeat?.asked, 100);
    assert.ok((repeat?.done ?? 0) >= 1 && (repeat?.done ?? 0) <= 2);
  });
});

test("an attempt without a verdict ends it, and the others are printed", async () => {
  await withAggregator(answeringInTurn([reachable]), async (address) => {
    const { status, stdout, stderr } = await cli([...repeated(5), "--address", address]);
    assert.equal(status, 5);
    assert.match(stdout, /1 of 5 attempts: 1 reachable/);
    assert.match(stderr, /the agent is gone/);
  });
});

test("wrong numbers are refused", async () => {
  for (const args of [
    ["--repeat", "0"],
    ["--repeat", "1001"],
    ["--interval", "1h"],
  ]) {
    const { status } = await cli(["diagnose", "a", "b", ...args]);
    assert.equal(status, 2, args.join(" "));
  }
});
