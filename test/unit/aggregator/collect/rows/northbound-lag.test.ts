import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { northboundDifferences } from "../../../../../aggregator/collect/rows/northbound-lag.ts";
import type { Plan } from "../../../../../aggregator/evidence/plan.ts";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import { Northbound } from "../../../../../aggregator/inventory/ovn/northbound.ts";
import { Southbound } from "../../../../../aggregator/inventory/ovn/southbound.ts";
import {
  type RecordedDatabase,
  readRecording,
  serveRecording,
} from "../../../../recorded-database.ts";
import { planOf } from "../../plan.ts";

type Row = Record<string, unknown>;
type Edit = (nb: RecordedDatabase["rows"], sb: RecordedDatabase["rows"]) => void;

describe("what ovn-northd has not carried over", () => {
  const served: Awaited<ReturnType<typeof serveRecording>>[] = [];
  after(async () => {
    await Promise.all(served.map((one) => one.close()));
  });

  async function differences(edit: Edit): Promise<ReturnType<typeof northboundDifferences>> {
    const nb = await readRecording("policies-nb.ovn-23.03.1.json");
    const sb = await readRecording("policies-sb.ovn-23.03.1.json");
    edit(nb.rows, sb.rows);
    const [nbServed, sbServed] = [await serveRecording(nb), await serveRecording(sb)];
    served.push(nbServed, sbServed);
    const northbound = new Northbound(nbServed.client);
    const southbound = new Southbound(sbServed.client);
    nbServed.client.start();
    sbServed.client.start();
    const soon = AbortSignal.timeout(5_000);
    await Promise.all([northbound.mirror.whenSynced(soon), southbound.mirror.whenSynced(soon)]);
    // Only both databases are asked.
    const inventory = { northbound, southbound } as unknown as Inventory;
    return northboundDifferences(inventory, plan);
  }

  const plan: Plan = planOf("tcp", 8080);
  const kinds = (found: ReturnType<typeof northboundDifferences>): string[] =>
    found.map(({ role, kind }) => `${role} ${kind}`);
  const rowOf = (table: Record<string, Row> | undefined, column: string, value: string): Row => {
    const row = Object.values(table ?? {}).find((one) => one[column] === value);
    assert.ok(row, `${column}=${value}`);
    return row;
  };
  const remove = (table: Record<string, Row> | undefined, test: (row: Row) => boolean): void => {
    for (const [uuid, row] of Object.entries(table ?? {})) if (test(row)) delete table?.[uuid];
  };

  test("nothing, when both databases are of one moment", async () => {
    assert.deepEqual(await differences(() => {}), []);
  });

  test("a port without a binding, and a binding without a port", async () => {
    const noBinding = await differences((_nb, sb) => {
      remove(sb.Port_Binding, (row) => row.logical_port === "b.default");
    });
    assert.deepEqual(kinds(noBinding), ["destination port-missing"]);
    const noPort = await differences((nb) => {
      remove(nb.Logical_Switch_Port, (row) => row.name === "a.default");
    });
    assert.deepEqual(kinds(noPort), ["source port-left"]);
  });

  test("other addresses and port security", async () => {
    const addresses = await differences((_nb, sb) => {
      rowOf(sb.Port_Binding, "logical_port", "b.default").mac = "00:00:00:00:00:99 10.16.0.99";
    });
    assert.deepEqual(kinds(addresses), ["destination addresses"]);
    const security = await differences((_nb, sb) => {
      rowOf(sb.Port_Binding, "logical_port", "b.default").port_security = "00:00:00:00:00:99";
    });
    assert.deepEqual(kinds(security), ["destination port-security"]);
  });

  test("an ACL of the port without a logical flow", async () => {
    const found = await differences((nb, sb) => {
      const denies = Object.entries(nb.ACL ?? {}).filter(([, row]) => row.action === "drop");
      assert.ok(denies.length > 0);
      const hints = new Set(denies.map(([uuid]) => uuid.slice(0, 8)));
      remove(sb.Logical_Flow, (row) => [...hints].some((hint) => textOf(row).includes(hint)));
    });
    assert.ok(found.some(({ kind }) => kind === "acl"));
    assert.ok(
      found.every(({ allows }) => allows === null),
      "a drop allows nothing",
    );
  });
});

function textOf(row: Row): string {
  return JSON.stringify(row.external_ids ?? null);
}
