import { mkdirSync, rmSync } from "node:fs";
import { run } from "../../../lib/exec.ts";
import type { Lab } from "../../context.ts";
import { centralNetns } from "../../names.ts";
import { databaseServer } from "../../processes/declared.ts";
import { endProcess, ensureProcess, type ProcessSpec } from "../../processes/supervise.ts";
import { productState } from "../../product.ts";
import { centralIp } from "../../topology/topology.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, type Fault, finding, fromAToB } from "../fault.ts";

const schemaName = "OVN_Northbound";
/** Kube-OVN's raft port of the northbound, one for each member as they share an address here. */
const raft = [`tcp:${centralIp}:6643`, `tcp:${centralIp}:6645`] as const;

/** What the aggregator calls it (proto/reasons/areas/inventory.ts). */
const withoutCluster = "SERVER_WITHOUT_CLUSTER";

/** The northbound as a cluster of two, of which one is gone. What OVN forwards stays as it was. */
export const northboundNoLeader: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  name: "northbound-no-leader",
  summary: "the northbound database is a cluster that has lost its majority",
  expect: finding("OVN_DATABASE_NO_LEADER"),
  refuses: ({ lab }) =>
    lab.product ? undefined : "only the aggregator tells it, and the lab has none",
  inject: async ({ lab }) => {
    const declared = databaseServer(lab, "nb");
    const folder = `${lab.paths.central}/cluster`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const [first, second] = [`${folder}/1.db`, `${folder}/2.db`];
    await endProcess(lab, declared.name);
    const contents = `${lab.paths.central}/ovnnb_db.db`;
    await run(["ovsdb-tool", "create-cluster", first, contents, raft[0]]);
    await ensureProcess(lab, member(lab, first, declared.argv.filter(isRemote)));
    await run(["ovsdb-tool", "join-cluster", second, schemaName, raft[1], raft[0]]);
    const other = member(lab, second, []);
    await ensureProcess(lab, other);
    await status(lab, second, /^Status: cluster member$/m);
    await endProcess(lab, other.name);
    await status(lab, first, /^Leader: unknown$/m);
    await waitUntil(
      "the aggregator to be told",
      async () => (await northboundReason(lab)) === withoutCluster,
      { timeoutMs: 30_000, everyMs: 200, signal: lab.signal },
    );
  },
};

function isRemote(argument: string): boolean {
  return argument.startsWith("--remote=");
}

function member(lab: Lab, file: string, remotes: readonly string[]): ProcessSpec {
  return {
    name: `fault/${schemaName}-${file.slice(-4, -3)}`,
    netns: centralNetns(lab.name),
    pidFile: `${file}.pid`,
    argv: [
      ...["ovsdb-server", file, ...remotes, `--unixctl=${file}.ctl`, `--pidfile=${file}.pid`],
      ...[`--log-file=${file}.log`, "-vconsole:off", "--detach"],
    ],
  };
}

/** Waits for what a member says of its cluster (ovsdb-server(1), "cluster/status"). */
async function status(lab: Lab, file: string, wanted: RegExp): Promise<void> {
  const ask = ["ovs-appctl", "-t", `${file}.ctl`, "cluster/status", schemaName];
  await waitUntil(
    `${file} to say ${wanted.source}`,
    async () => wanted.test((await run(ask)).stdout),
    { timeoutMs: 20_000, everyMs: 100, signal: lab.signal },
  );
}

async function northboundReason(lab: Lab): Promise<string | null> {
  return (await productState(lab))?.sourceReasons.get("ovn-northbound") ?? null;
}
