import assert from "node:assert/strict";
import { test } from "node:test";
import { macConflictCheck } from "../../../../../aggregator/checks/ovn/mac-conflict.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";
import { findings } from "../host-evidence.ts";

const across = recorded("duplicate-mac.cross-node.icmp");
const beside = recorded("duplicate-mac.same-node.icmp");

test("names the other port, its node and its addresses", () => {
  for (const caseFile of [across, beside]) {
    const { cause } = conclude(caseFile);
    assert.equal(cause?.code, "MAC_CONFLICT");
    assert.match(cause?.summary ?? "", /another port's as well: \S+ on node\d \(10\.16\./);
  }
});

test("not looked at is no clean look", () => {
  const { checks } = conclude(failed(across, "mac-owners"));
  assert.equal(checks.find(({ name }) => name === "ovn/mac-conflict")?.status, "skipped");
});

test("a MAC that is the pod's alone is no conflict, whatever else is wrong", () => {
  const alone = edited(across, "mac-owners", () => []);
  const { findings } = conclude(alone);
  assert.ok(!findings.some(({ code }) => code === "MAC_CONFLICT"));
});

test("flows that name no node do not say to which of the two packets go", () => {
  const byFlows = edited(across, "logical-trace", (_, data) => ({ ...data, outputs: [] }));
  const weights = (caseFile: typeof across): string[] =>
    findings(macConflictCheck, caseFile).map((words) => words.split(" ").at(-1) ?? "");
  assert.deepEqual(weights(byFlows), ["decisive"]);
  const provider = { ...byFlows, plan: { ...byFlows.plan, fabric: "provider" as const } };
  assert.deepEqual(weights(provider), ["supporting"]);
  const noChassis = edited(byFlows, "chassis", () => null);
  assert.deepEqual(weights(noChassis), ["supporting"]);
});
