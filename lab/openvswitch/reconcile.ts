import { run } from "../../lib/exec.ts";
import { transact } from "../ovsdb/client.ts";
import type { DesiredRow } from "../ovsdb/desired.ts";
import { reconcileDatabase } from "../ovsdb/reconcile.ts";
import type { SwitchHost } from "../topology/specs.ts";
import { openVswitchShapes } from "./shapes.ts";

/** Brings a switch to its declared configuration and waits until vswitchd has applied it. */
export async function reconcileSwitch(
  host: SwitchHost,
  rows: readonly DesiredRow[],
): Promise<void> {
  const socket = `${host.runDir}/db.sock`;
  await reconcileDatabase(socket, "Open_vSwitch", rows, openVswitchShapes);
  // vswitchd copies next_cfg to cur_cfg once it has applied everything before (ovs-vsctl(8)).
  const everyRow: unknown[] = [];
  const results = await transact(socket, "Open_vSwitch", [
    { op: "mutate", table: "Open_vSwitch", where: everyRow, mutations: [["next_cfg", "+=", 1]] },
    { op: "select", table: "Open_vSwitch", where: everyRow, columns: ["next_cfg"] },
  ]);
  const wanted = String(results[1]?.rows?.[0]?.next_cfg);
  const database = `--db=unix:${socket}`;
  await run(["ovs-vsctl", database, "wait-until", "Open_vSwitch", ".", `cur_cfg>=${wanted}`]);
}
