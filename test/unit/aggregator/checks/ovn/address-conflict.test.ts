import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";

const duplicate = recorded("duplicate-logical-address.cross-node.tcp");
const healthy = recorded("healthy.cross-node.tcp");

function statusOf(caseFile: CaseFile): string | undefined {
  const { checks } = conclude(caseFile);
  return checks.find(({ name }) => name === "ovn/address-conflict")?.status;
}

test("found, clean, and not looked at", () => {
  assert.equal(statusOf(duplicate), "found");
  assert.equal(statusOf(healthy), "clean");
  assert.equal(statusOf(failed(healthy, "address-owners")), "skipped");
});

test("names who else has the address, and whose MAC answered for it", () => {
  const { cause, failure } = conclude(duplicate);
  assert.deepEqual([cause?.code, failure?.stage], ["IP_CONFLICT", "source-bridge"]);
  assert.match(
    cause?.summary ?? "",
    /logical port \S+ on node3 has it too, with (\S+); \1 answered/,
  );
});

test("another answers for the address though no row of OVN has it twice", () => {
  const answered = recorded("duplicate-address-answers.cross-node.icmp");
  const noRows = edited(answered, "address-owners", () => []);
  const { cause, failure } = conclude(noRows);
  assert.deepEqual([cause?.code, failure?.stage], ["IP_CONFLICT", "source-bridge"]);
});

test("an address that another has, and nobody takes, is told and is no fault", () => {
  const owner = {
    kind: "IP",
    name: "old.default",
    mac: "00:00:00:00:00:77",
    subnet: "ovn-default",
    node: "node3",
  } as const;
  const shared = edited(healthy, "address-owners", (item) =>
    item.role === "destination" ? [owner] : undefined,
  );
  const { outcome, findings } = conclude(shared);
  assert.equal(outcome, "reachable");
  assert.deepEqual(
    findings.map(({ code, level }) => [code, level]),
    [["IP_CONFLICT", "info"]],
  );
});
