import { transact } from "../ovsdb/client.ts";
import type { DesiredRow } from "../ovsdb/desired.ts";
import { reconcileDatabase } from "../ovsdb/reconcile.ts";
import type { SwitchHost } from "../topology/specs.ts";
import { waitUntil } from "../wait.ts";
import { openVswitchShapes } from "./shapes.ts";

/** Brings a switch to its declared configuration and waits until vswitchd has applied it. */
export async function reconcileSwitch(
  host: SwitchHost,
  rows: readonly DesiredRow[],
): Promise<void> {
  const socket = `${host.runDir}/db.sock`;
  await reconcileDatabase(socket, "Open_vSwitch", rows, openVswitchShapes);
  await untilApplied(host);
}

/** Waits until vswitchd has applied what its database holds. */
export async function untilApplied(host: SwitchHost): Promise<void> {
  const socket = `${host.runDir}/db.sock`;
  // vswitchd copies next_cfg to cur_cfg once it has applied everything before (ovs-vsctl(8)).
  const everyRow: unknown[] = [];
  const results = await transact(socket, "Open_vSwitch", [
    { op: "mutate", table: "Open_vSwitch", where: everyRow, mutations: [["next_cfg", "+=", 1]] },
    { op: "select", table: "Open_vSwitch", where: everyRow, columns: ["next_cfg"] },
  ]);
  const wanted = Number(results[1]?.rows?.[0]?.next_cfg);
  const select = { op: "select", table: "Open_vSwitch", where: everyRow, columns: ["cur_cfg"] };
  await waitUntil(
    `${host.name}'s ovs-vswitchd to apply its configuration`,
    async () => {
      const [result] = await transact(socket, "Open_vSwitch", [select]);
      return Number(result?.rows?.[0]?.cur_cfg) >= wanted;
    },
    { timeoutMs: 10_000, everyMs: 10 },
  );
}
