import assert from "node:assert/strict";
import { test } from "node:test";
import { status } from "@grpc/grpc-js";
import { callStatus } from "../../../../../aggregator/api/grpc/call-status.ts";
import { TaplineError } from "../../../../../lib/errors.ts";
import { planReasons } from "../../../../../proto/reasons/areas/plan.ts";
import { reason } from "../../../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../../../proto/reasons/reasoned-error.ts";

const rows: [string, status][] = [
  ["POD_NOT_FOUND", status.NOT_FOUND],
  ["SERVICE_NOT_FOUND", status.NOT_FOUND],
  ["IP_UNKNOWN", status.NOT_FOUND],
  ["ENDPOINT_MALFORMED", status.INVALID_ARGUMENT],
  ["ENDPOINT_NOT_SUPPORTED", status.INVALID_ARGUMENT],
  ["IP_AMBIGUOUS", status.INVALID_ARGUMENT],
  ["INVALID_REQUEST", status.INVALID_ARGUMENT],
  ["NOT_SUPPORTED", status.INVALID_ARGUMENT],
  ["SAME_ENDPOINT", status.INVALID_ARGUMENT],
  ["POD_NETWORK_NOT_READY", status.FAILED_PRECONDITION],
  ["TOO_MANY_REQUESTS", status.RESOURCE_EXHAUSTED],
  ["AGENT_AWAY", status.UNAVAILABLE],
  ["TIMED_OUT", status.DEADLINE_EXCEEDED],
  ["BAD_REPLY", status.INTERNAL],
  ["NEVER_HEARD_OF", status.INTERNAL],
];
for (const [code, wanted] of rows) {
  test(`${code} is ${status[wanted]}`, () => {
    const told = callStatus(new TaplineError({ code }, "Cannot do it"));
    assert.equal(told.code, wanted);
    assert.equal(told.details, "Cannot do it");
    assert.deepEqual(told.metadata?.get("tapline-code"), [code]);
  });
}

test("a reasoned error is told as a sentence, and carries its reason for other languages", () => {
  const own = reason("PROGRAM_MISSING", { program: "ovn-trace" });
  const told = callStatus(new ReasonedError(own));
  assert.equal(told.details, "ovn-trace is not installed");
  const [sent] = told.metadata?.get("tapline-reason-bin") ?? [];
  assert.deepEqual(JSON.parse(String(sent)), own);
});

test("a signal's timeout is no defect", () => {
  const told = callStatus(new DOMException("The operation timed out", "TimeoutError"));
  assert.equal(told.code, status.DEADLINE_EXCEEDED);
  assert.deepEqual(told.metadata?.get("tapline-code"), ["TIMED_OUT"]);
});

test("a defect keeps its words to itself", () => {
  const told = callStatus(new TypeError("x is undefined"));
  assert.equal(told.code, status.INTERNAL);
  assert.doesNotMatch(told.details ?? "", /undefined/);
});

test("what a plan refuses is for the caller to mend, never a failure of tapline's own", () => {
  // What others of them are made of; by themselves they end no request.
  const parts = ["POD_ON_NO_NODE", "POD_WITHOUT_ADDRESS", "FAMILY_NOT_DIAGNOSED"];
  for (const code of Object.keys(planReasons).filter((one) => !parts.includes(one))) {
    const { code: told } = callStatus(new TaplineError({ code }, "anything"));
    assert.notEqual(told, status.INTERNAL, code);
  }
});
