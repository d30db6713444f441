import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Check, CheckContext } from "../../../../aggregator/checks/check.ts";
import { checks } from "../../../../aggregator/checks/index.ts";
import { locate } from "../../../../aggregator/correlation/locate/located.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { stopOf } from "../../../../aggregator/verdict/failure.ts";
import { codes, findCode } from "../../../../proto/codes/index.ts";
import { recordedCases } from "../verdict/recorded-cases.ts";

const contexts: readonly { name: string; context: CheckContext }[] = recordedCases().map(
  ({ name, caseFile }) => {
    const view = new CaseView(caseFile);
    const located = locate(view);
    return { name, context: { view, located, stage: stopOf(view, located)?.stage ?? null } };
  },
);

test("every check has a name of its own, a description and codes that exist", () => {
  assert.equal(new Set(checks.map((check) => check.name)).size, checks.length);
  for (const check of checks) {
    assert.match(check.name, /^[a-z]+\/[a-z-]+$/);
    assert.ok(check.description.length > 20, check.name);
    assert.ok(check.codes.length > 0, check.name);
    for (const code of check.codes) assert.notEqual(findCode(code), null, code);
  }
});

test("every file of a check is in the list, under the check's name", () => {
  const folder = new URL("../../../../aggregator/checks/", import.meta.url);
  const notChecks = [
    ...["check.ts", "index.ts", "host/firewall-crossings.ts", "ovn/missing-rule.ts"],
    "ovn/address-claims.ts",
    ...["pod/probe-packet.ts", "openflow/traced.ts"],
  ];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !notChecks.includes(file),
  );
  // A reader who sees a name in `checks` of a document finds its file by it.
  const names = files.map((file) => file.replace(/\.ts$/, "")).sort();
  assert.deepEqual(names, checks.map(({ name }) => name).sort());
});

test("a check reports only codes that it declares, at stages that the code table allows", () => {
  for (const { name, context } of contexts) {
    for (const check of checks) {
      const outcome = check.run(context);
      if (outcome.status !== "found") continue;
      for (const found of outcome.found) {
        assert.ok(check.codes.includes(found.code), `${check.name} says ${found.code}`);
        const stages = findCode(found.code)?.stages ?? [];
        assert.ok(stages.includes(found.stage), `${name}: ${found.code} at ${found.stage}`);
        assert.notDeepEqual(found.evidence, [], `${name}: ${found.code} rests on nothing`);
      }
    }
  }
});

test("docs/limitations.md names the codes that no check reports, and no other", () => {
  const text = readFileSync(new URL("../../../../docs/limitations.md", import.meta.url), "utf8");
  const section = /\n## Codes\n(.*?)\n## /s.exec(text)?.[1] ?? "";
  const named = [...section.matchAll(/`([A-Z][A-Z_]+)`/g)].map((found) => found[1] ?? "");
  const reported = new Set<string>(checks.flatMap((check) => check.codes));
  const others = codes.map(({ code }) => code).filter((code) => !reported.has(code));
  assert.deepEqual(named.sort(), [...others].sort());
});

test("every check finds something in one case, and is clean in another", () => {
  const statuses = (check: Check): Set<string> =>
    new Set(contexts.map(({ context }) => check.run(context).status));
  for (const check of checks) {
    const seen = statuses(check);
    assert.ok(seen.has("clean"), `${check.name} is never clean`);
    assert.ok(seen.has("found"), `${check.name} never finds anything`);
  }
});

test("on a path that works no check finds anything that stops packets", () => {
  for (const { name, context } of contexts) {
    if (!name.startsWith("healthy")) continue;
    for (const check of checks) {
      const { status } = check.run(context);
      assert.notEqual(status, "found", `${name}: ${check.name}`);
    }
  }
});
