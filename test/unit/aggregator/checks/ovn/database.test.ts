import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { DatabaseRow } from "../../../../../aggregator/evidence/rows.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";

const leaderless = recorded("northbound-no-leader.cross-node.tcp");

function statusOf(caseFile: CaseFile): string | undefined {
  return conclude(caseFile).checks.find(({ name }) => name === "ovn/database")?.status;
}

function summaries(caseFile: CaseFile): string[] {
  const { findings } = conclude(caseFile);
  return findings
    .filter(({ code }) => code === "OVN_DATABASE_NO_LEADER")
    .map(({ summary }) => summary);
}

type Kind = DatabaseRow["failures"][number]["kind"];

/** The southbound has one server for each kind, and that many more that were not tried yet. */
function southbound(kinds: readonly Kind[], untried = 0): CaseFile {
  const failures = kinds.map((kind, at) => ({
    remote: `tcp:192.0.2.${at}:6642`,
    kind,
    detail: "",
  }));
  const others = Array.from({ length: untried }, (_, at) => `tcp:192.0.2.${100 + at}:6642`);
  const remotes = [...failures.map(({ remote }) => remote), ...others];
  const row = { database: "OVN_Southbound", connected: false, remotes, failures };
  return edited(leaderless, "databases", () => [row]);
}

test("a database without a leader: found, clean, and not looked at", () => {
  const [summary] = summaries(leaderless);
  assert.match(
    summary ?? "",
    /^The database OVN_Northbound has no leader .* has no contact with a majority of its cluster$/,
  );
  assert.equal(statusOf(recorded("northd-gone.cross-node.tcp")), "clean");
  assert.equal(statusOf(failed(leaderless, "databases")), "skipped");
});

test("a path that works stays one, whatever the databases do", () => {
  const { outcome, confidence } = conclude(leaderless);
  assert.deepEqual([outcome, confidence], ["reachable", "confirmed"]);
});

test("every server must have been tried, and none of them follow a leader", () => {
  assert.equal(summaries(southbound(["no-quorum", "no-quorum", "unreachable"])).length, 1);
  for (const other of [
    southbound(["no-quorum"], 1),
    southbound(["no-quorum", "follower"]),
    southbound(["unreachable", "unreachable"]),
    southbound([]),
  ]) {
    assert.deepEqual(summaries(other), []);
    assert.equal(statusOf(other), "skipped");
  }
});
