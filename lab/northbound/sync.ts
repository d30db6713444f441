import { type RunOptions, run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";
import { transact } from "../ovsdb/client.ts";
import { reconcileDatabase } from "../ovsdb/reconcile.ts";
import { waitUntil } from "../wait.ts";
import { northboundRows } from "./rows.ts";
import { northboundShapes } from "./shapes.ts";

/**
 * `ovn-nbctl` of the lab. To wait for others it counts up a configuration number (`--wait` of
 * ovn-nbctl(8)), which nothing of Kube-OVN does: in its clusters that is 0, and so it is here.
 */
export async function nbctl(
  lab: Lab,
  argv: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { stdout } = await run(["ovn-nbctl", `--db=unix:${lab.paths.nbSocket}`, ...argv], options);
  if (argv.some((argument) => /^--wait=(sb|hv)$/.test(argument))) await forgetNumbers(lab);
  return stdout;
}

const counted = ["nb_cfg", "sb_cfg", "hv_cfg"] as const;
const zeros = Object.fromEntries(counted.flatMap((name) => [name, `${name}_timestamp`]).map(zero));

function zero(column: string): [string, number] {
  return [column, 0];
}

/**
 * Sets the configuration number back to 0, until nobody says another one any more. ovn-northd and
 * ovn-controller take 0 for none: they report it to nobody, and the last one for as long as they
 * have not seen it.
 */
async function forgetNumbers({ paths, signal }: Lab): Promise<void> {
  let quiet = 0;
  await waitUntil(
    "everyone to go back to configuration 0",
    async () => {
      const northbound = await transact(paths.nbSocket, "OVN_Northbound", [
        { op: "select", table: "NB_Global", where: [], columns: counted },
        { op: "update", table: "NB_Global", where: [], row: zeros },
      ]);
      const wasCarried = await transact(paths.sbSocket, "OVN_Southbound", [
        { op: "select", table: "SB_Global", where: [], columns: ["nb_cfg"] },
        { op: "select", table: "Chassis_Private", where: [], columns: ["nb_cfg"] },
        { op: "update", table: "Chassis_Private", where: [], row: { nb_cfg: 0 } },
      ]);
      const rows = [...northbound, ...wasCarried].flatMap((result) => result.rows ?? []);
      quiet = rows.every((row) => counted.every((name) => (row[name] ?? 0) === 0)) ? quiet + 1 : 0;
      return quiet === 2;
    },
    { timeoutMs: 10_000, everyMs: 30, signal },
  );
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
  await nbctl(lab, [`--timeout=${timeoutSeconds}`, "--wait=hv", "sync"], {
    timeoutMs: (timeoutSeconds + 2) * 1000,
    signal: lab.signal,
  });
}

/** What kube-ovn-controller writes on the chassis of its nodes (pkg/ovs/ovn-sb-chassis.go). */
export async function registerChassis({ paths }: Lab): Promise<void> {
  const row = { external_ids: ["map", [["vendor", "kube-ovn"]]] };
  const update = { op: "update", table: "Chassis", where: [], row };
  await transact(paths.sbSocket, "OVN_Southbound", [update]);
}
