import assert from "node:assert/strict";
import { test } from "node:test";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { summarise } from "../../../../aggregator/verdict/evidence-summary.ts";
import { reason, said } from "../../../../proto/reasons/index.ts";

const looked = { id: "e1", at: "", node: null, status: "ok", reason: null } as const;

function dataOf(item: object): unknown {
  return summarise([{ ...looked, ...item } as unknown as EvidenceItem])[0]?.data;
}

/** Of tapline/v1: readers rely on these names, and on what they hold being text. */
test("what is told in evidence is English text, with the reason beside it", () => {
  const from = said("the image of ovn-central");
  assert.deepEqual(dataOf({ name: "kube-ovn", data: { version: "1.13.0", from } }), {
    name: "kube-ovn",
    version: "1.13.0",
    from: "the image of ovn-central",
    because: from,
  });
  const detail = said("the port is missing");
  const row = { wanted: 7, behind: [], differences: [{ kind: "port-missing", detail }] };
  assert.deepEqual(dataOf({ name: "control-plane", data: row }), {
    name: "control-plane",
    row: {
      ...row,
      differences: [{ kind: "port-missing", detail: "the port is missing", because: detail }],
    },
  });
  const why = reason("TIME_RAN_OUT", {});
  assert.deepEqual(dataOf({ name: "tap", status: "failed", reason: why }), {
    failed: "time ran out",
  });
});

test("why a daemon does not run is one text; of one that runs it is empty", () => {
  const reasons = [said("process 7 has ended"), said("no answer")];
  const data = {
    ovnController: { running: false, reasons },
    vswitchd: { running: true, reasons: [] },
    kernel: "6.1",
    problems: [{ part: "routes", why: said("ip: not permitted") }],
  };
  const summary = dataOf({ name: "node", role: "source", data }) as Record<string, unknown>;
  assert.deepEqual(summary.ovnController, {
    running: false,
    detail: "process 7 has ended; no answer",
    reasons,
  });
  assert.deepEqual(summary.vswitchd, { running: true, detail: "", reasons: [] });
  assert.deepEqual(summary.problems, ["could not read the routes: ip: not permitted"]);
});

test("what was not found has no text", () => {
  assert.deepEqual(dataOf({ name: "kube-ovn", data: null }), { name: "kube-ovn" });
  const nothing = { name: "control-plane", data: null };
  assert.deepEqual(dataOf(nothing), { name: "control-plane", row: null });
});
