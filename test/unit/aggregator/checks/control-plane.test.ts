import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { ControlPlaneRow } from "../../../../aggregator/evidence/rows.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { edited, failed, recorded } from "../verdict/edit-case.ts";

const paused = "ovn-controller-paused.cross-node.tcp";

function verdict(caseFile: CaseFile): { code: string | undefined; stage: string | undefined } {
  const { cause, failure } = conclude(caseFile);
  return { code: cause?.code, stage: failure?.stage };
}

function checkOf(caseFile: CaseFile, name: string): string | undefined {
  return conclude(caseFile).checks.find((check) => check.name === name)?.status;
}

function withControlPlane(caseFile: CaseFile, change: Partial<ControlPlaneRow>): CaseFile {
  return edited(caseFile, "control-plane", (_item, data) => ({ ...data, ...change }));
}

/** Its ovn-controller answers and says that it is connected. */
function answering(caseFile: CaseFile, externalIds: Record<string, string> = {}): CaseFile {
  return edited(caseFile, "node", (_item, data) => ({
    ...data,
    externalIds: { ...data.externalIds, ...externalIds },
    ovnController: { running: true, connection: "connected", version: "23.03.1", reasons: [] },
  }));
}

test("northd: found, clean, and not looked at", () => {
  for (const fault of ["policy", "new-port", "allow"]) {
    const caseFile = recorded(`northd-paused-${fault}.cross-node.tcp`);
    assert.equal(checkOf(caseFile, "ovn/northd"), "found", fault);
  }
  const healthy = recorded("healthy.cross-node.tcp");
  assert.equal(checkOf(healthy, "ovn/northd"), "clean");
  assert.equal(checkOf(failed(healthy, "control-plane"), "ovn/northd"), "skipped");
});

test("a configuration number that northd has not carried over is told, and is no cause", () => {
  const behind = withControlPlane(recorded("healthy.cross-node.tcp"), {
    wanted: 7,
    carriedOver: 6,
  });
  const { outcome, findings } = conclude(behind);
  assert.equal(outcome, "reachable");
  assert.deepEqual(
    findings.map(({ code, level }) => [code, level]),
    [["NORTHD_STALLED", "info"]],
  );
});

test("a controller that answers nothing, is behind, or refuses: each is told by its name", () => {
  assert.deepEqual(verdict(recorded(paused)), {
    code: "OVN_CONTROLLER_LAGGING",
    stage: "destination-bridge",
  });
  const behind = withControlPlane(answering(recorded(paused)), {
    behind: [{ node: "node2", reported: 3, wanted: 4 }],
  });
  assert.equal(verdict(behind).code, "OVN_CONTROLLER_LAGGING");
  const refusing = answering(recorded(paused), { "ovn-match-northd-version": "true" });
  const upgraded = withControlPlane(refusing, {
    northdVersion: "23.06.9-20.27.0-70.6",
    behind: [],
  });
  assert.equal(verdict(upgraded).code, "OVN_VERSION_MISMATCH");
  const same = withControlPlane(refusing, { northdVersion: "23.03.1-20.27.0-70.6", behind: [] });
  assert.notEqual(verdict(same).code, "OVN_VERSION_MISMATCH");
});

test("the flow of a row that has just gone is never alien, whatever the controller says", () => {
  const current = withControlPlane(answering(recorded(paused)), { behind: [] });
  assert.equal(verdict(current).code, "OVN_CONTROLLER_LAGGING");
  const codes = conclude(current).findings.map(({ code }) => code);
  assert.ok(!codes.includes("FLOW_ALIEN"), codes.join());
});

test("the flow of a row gone for long is alien only where the controller keeps up", () => {
  const long = (caseFile: CaseFile): CaseFile =>
    edited(caseFile, "openflow-trace", (_item, data) => ({
      ...data,
      owners: data.owners.map((owner) =>
        owner.kind === "removed-row" ? { kind: "unknown-cookie" as const } : owner,
      ),
    }));
  assert.equal(verdict(long(recorded(paused))).code, "OVN_CONTROLLER_LAGGING");
  const current = withControlPlane(answering(recorded(paused)), { behind: [] });
  assert.equal(verdict(long(current)).code, "FLOW_ALIEN");
});

test("a disconnected controller keeps the blame for flows of rows that are gone", () => {
  const caseFile = edited(recorded(paused), "node", (item, data) =>
    item.role === "source"
      ? undefined
      : {
          ...data,
          ovnController: {
            running: true,
            connection: "not connected",
            version: "23.03.1",
            reasons: [],
          },
        },
  );
  assert.equal(verdict(caseFile).code, "OVN_CONTROLLER_DISCONNECTED");
});
