import assert from "node:assert/strict";
import { test } from "node:test";
import { type CaseFile, caseVersion } from "../../../../aggregator/evidence/case-file.ts";
import { type AnyRecord, upgradeRecord } from "../../../../aggregator/evidence/upgrade.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { DocumentError } from "../../../../proto/documents/document-error.ts";
import { said } from "../../../../proto/reasons/index.ts";

function upgraded(name: string, data: object, more: object = {}): unknown {
  const item = { id: "e1", name, ...more, data: data as Readonly<Record<string, unknown>> };
  return upgradeRecord({ version: 1, evidence: [item] }).evidence;
}

test("sentences of the oldest cases become fields", () => {
  const attempts = [
    { key: 1, outcome: "timeout", detail: "ping waited 84 ms" },
    { key: 2, outcome: "timeout", detail: "connected, no answer to 1400 bytes" },
    { key: 3, outcome: "answered", detail: "" },
  ];
  assert.deepEqual(upgraded("probe", { attempts }), [
    {
      ...{ id: "e1", name: "probe" },
      data: {
        attempts: [
          { key: 1, outcome: "timeout", detail: "", opened: false, waitedMs: 84 },
          { ...attempts[1], opened: true },
          { ...attempts[2], opened: false },
        ],
      },
    },
  ]);
});

test("a problem knows of what it is, by what is said before the reason", () => {
  for (const [text, part] of [
    [
      "Could not read the firewall: tables of the old iptables are loaded (filter), and no",
      "firewall",
    ],
    ["Could not read the pod's routes: the firewall forbids it", "routes"],
    ["Could not read the counters of ovs-vswitchd: 2 control sockets", "vswitchd"],
    ["The pod has no interface of the name that was asked for", "links"],
    ["Could not read the Open_vSwitch database: no answer", "ovs-database"],
    ["iface-id a.default is on 2 interfaces: a_h, other_h", "links"],
  ] as const) {
    const [item] = upgraded("node", { problems: [text] }) as [{ data: { problems: unknown } }];
    assert.deepEqual(item.data.problems, [{ part, why: said(text) }]);
  }
});

test("rules among a pod's facts become what is known of its namespace, unless more is", () => {
  const facts = { nftJson: '{"nftables":[]}', problems: [] };
  const items = upgraded("pod", facts, { role: "source" }) as { name: string; role: string }[];
  assert.deepEqual(
    items.map(({ name, role }) => `${name} ${role}`),
    ["netns source", "pod source"],
  );
  const none = upgraded("pod", { ...facts, nftJson: "" }) as unknown[];
  assert.equal(none.length, 1);
});

test("rules among a pod's facts count unless the namespace itself was read, then and there", () => {
  const pod = { id: "e1", name: "pod", role: "source", status: "ok" };
  const facts = { ...pod, data: { nftJson: "rules", problems: [] } };
  const read = { ...pod, id: "e2", name: "netns", place: "pod", round: "after" };
  const state = { nftJson: "read", problems: [] };
  for (const [other, counts] of [
    [{ ...read, data: state }, "read"],
    [{ ...read, status: "failed", data: null }, "rules"],
    [{ ...read, role: "destination", data: state }, "rules"],
    [{ ...read, round: "before", data: state }, "rules"],
    [{ ...read, place: "host", data: state }, "rules"],
  ] as const) {
    for (const evidence of [
      [facts, other],
      [other, facts],
    ]) {
      const upgraded = upgradeRecord({ version: 1, evidence });
      const view = new CaseView(upgraded as unknown as CaseFile);
      const looked = view.netns("source", "pod", "after");
      assert.equal(looked.known && looked.value.nftJson, counts);
    }
  }
});

test("a case of today stays as it is, one of tomorrow is refused", () => {
  const record: AnyRecord = { version: caseVersion, evidence: [] };
  assert.deepEqual(upgradeRecord(record), record);
  const newer = { ...record, version: caseVersion + 1 };
  assert.throws(() => upgradeRecord(newer), DocumentError);
});

test("why a daemon does not run is a reason; one that runs has none", () => {
  const [item] = upgraded("node", {
    problems: [],
    ovnController: { running: false, detail: "process 7 has ended" },
    vswitchd: { running: true, detail: "" },
  }) as [{ data: { ovnController: unknown; vswitchd: unknown } }];
  assert.deepEqual(item.data.ovnController, {
    running: false,
    reasons: [said("process 7 has ended")],
  });
  assert.deepEqual(item.data.vswitchd, { running: true, reasons: [] });
});
