import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { flowOwners } from "../../../../../aggregator/collect/traces/flow-owners.ts";
import { isAlien, isAltered } from "../../../../../aggregator/correlation/locate/flow-drop.ts";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import { Northbound } from "../../../../../aggregator/inventory/ovn/northbound.ts";
import { Southbound } from "../../../../../aggregator/inventory/ovn/southbound.ts";
import type { TraceStep__Output } from "../../../../../proto/gen/tapline/v1/TraceStep.ts";
import type { OpenflowTrace } from "../../../../../proto/wire/trace.ts";
import { readRecording, serveRecording } from "../../../../recorded-database.ts";
import { ovnVersions, ovsVersions } from "../../../fixture-versions.ts";

/** A flow of a dump as the step of a trace that meets it, alone. */
function stepOf(line: string): TraceStep__Output {
  const [, cookie = "", table = "", priority = "", match = "", actions = ""] =
    /cookie=0x([0-9a-f]+),.* table=(\d+),.* priority=(\d+),?(\S*) actions=(.*)$/.exec(line) ?? [];
  return {
    bridge: "br-int",
    table: Number(table),
    priority: Number(priority),
    match,
    cookie: cookie.padStart(8, "0"),
    actions: actions.split(/,(?![^(]*\))/),
    depth: 0,
  };
}

for (const [at, ovn] of ovnVersions.entries()) {
  test(`OVN ${ovn} put every flow of a healthy br-int there, and as it is`, async () => {
    const nb = await serveRecording(await readRecording(`healthy-nb.ovn-${ovn}.json`));
    const sb = await serveRecording(await readRecording(`healthy-sb.ovn-${ovn}.json`));
    const northbound = new Northbound(nb.client);
    const southbound = new Southbound(sb.client);
    try {
      for (const { client } of [nb, sb]) client.start();
      const soon = AbortSignal.timeout(5_000);
      await Promise.all([northbound.mirror.whenSynced(soon), southbound.mirror.whenSynced(soon)]);
      const dump = `../../../../fixtures/flows/dump-node1.ovs-${ovsVersions[at]}.txt`;
      const lines = readFileSync(new URL(dump, import.meta.url), "utf8").split("\n");
      const steps = lines.filter((line) => line.includes("actions=")).map(stepOf);
      assert.ok(steps.length > 800);
      // Only these two parts of an inventory are asked.
      const inventory = { northbound, southbound } as unknown as Inventory;
      const kinds = new Set<string>();
      const suspected: string[] = [];
      for (const step of steps) {
        const trace = { steps: [step] } as unknown as OpenflowTrace;
        const [owner] = flowOwners(inventory, trace, { sender: null, receiver: null });
        assert.ok(owner);
        kinds.add(owner.kind);
        const flow = `table=${step.table},${step.match} actions=${step.actions.join(",")}`;
        const suspect = isAlien(step, owner) || isAltered(step, owner) || "orphan" in owner;
        if (suspect) suspected.push(flow);
      }
      assert.deepEqual(suspected, []);
      assert.deepEqual([...kinds].sort(), ["logical-flow", "no-cookie", "southbound-row"]);
    } finally {
      await nb.close();
      await sb.close();
    }
  });
}
