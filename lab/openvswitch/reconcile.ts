import { run } from "../../lib/exec.ts";
import { transact } from "../ovsdb/client.ts";
import { reconcileDatabase } from "../ovsdb/reconcile.ts";
import type { NodeSpec, Topology } from "../topology.ts";
import { openVswitchRows } from "./rows.ts";
import { openVswitchShapes } from "./shapes.ts";

/** Brings a node's switch to its declared configuration and waits until vswitchd has applied it. */
export async function reconcileSwitch(topology: Topology, node: NodeSpec): Promise<void> {
  const socket = `${node.runDir}/db.sock`;
  const rows = openVswitchRows(topology, node);
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
