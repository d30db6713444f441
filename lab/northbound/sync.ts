import { run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";
import { reconcileDatabase } from "../ovsdb/reconcile.ts";
import { northboundRows } from "./rows.ts";
import { northboundShapes } from "./shapes.ts";

/** `ovn-nbctl` of the lab. */
export async function nbctl(lab: Lab, argv: readonly string[]): Promise<string> {
  const { stdout } = await run(["ovn-nbctl", `--db=unix:${lab.paths.nbSocket}`, ...argv]);
  return stdout;
}

/** `ovn-sbctl` of the lab. */
export async function sbctl(lab: Lab, argv: readonly string[]): Promise<string> {
  const { stdout } = await run(["ovn-sbctl", `--db=unix:${lab.paths.sbSocket}`, ...argv]);
  return stdout;
}

/** Brings NB to its declared content. */
export async function reconcileNorthbound(lab: Lab): Promise<number> {
  const rows = northboundRows(lab.topology);
  return reconcileDatabase(lab.paths.nbSocket, "OVN_Northbound", rows, northboundShapes);
}

/** Waits until every chassis has installed the flows of what NB says now. */
export async function syncHypervisors(lab: Lab, timeoutSeconds = 15): Promise<void> {
  const database = `--db=unix:${lab.paths.nbSocket}`;
  await run(["ovn-nbctl", database, `--timeout=${timeoutSeconds}`, "--wait=hv", "sync"], {
    timeoutMs: (timeoutSeconds + 2) * 1000,
    signal: lab.signal,
  });
}
