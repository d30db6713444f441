import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Inventory } from "../aggregator/inventory/inventory.ts";
import { type RecordedDatabase, serveRecording } from "./recorded-database.ts";

/**
 * Real Kube-OVN clusters of three nodes (n1 to n3), recorded at one moment each: databases as
 * `ovsdb-client backup` writes them, objects, flows, rules, traces. What stands in them that is not
 * Kube-OVN's own: test/fixtures/kube-ovn/README.md.
 */
export const kubeOvnReleases = [
  "v1.13.15",
  "v1.17.0-dev",
  "v1.17.0-dev-dual-stack",
  "v1.17.0-dev-unpatched-ovn",
] as const;

export type KubeOvnRelease = (typeof kubeOvnReleases)[number];

/** The path of a file of a recording, such as `n1/iptables-save.txt`. */
export function recordedPath(release: KubeOvnRelease, name: string): string {
  return fileURLToPath(new URL(`./fixtures/kube-ovn/${release}/${name}`, import.meta.url));
}

/** The text of a file of a recording. */
export function recordedText(release: KubeOvnRelease, name: string): Promise<string> {
  return readFile(recordedPath(release, name), "utf8");
}

/**
 * A database out of a recording: `northbound.ovsdb`, `southbound.ovsdb`, `n1/vswitch.ovsdb`.
 * Its form is that of ovsdb(5), "Database File Format": records of a header line (`OVSDB JSON`,
 * length, SHA-1) and a JSON text, the schema first, then transactions of inserted rows.
 */
export async function recordedDatabase(
  release: KubeOvnRelease,
  name: string,
): Promise<RecordedDatabase> {
  const lines = (await recordedText(release, name)).split("\n");
  const [schema, ...transactions] = lines.filter((line) => line.startsWith("{"));
  if (schema === undefined) throw new Error(`${name}: no schema`);
  const rows: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const transaction of transactions) {
    for (const [table, inserted] of Object.entries(JSON.parse(transaction))) {
      if (table.startsWith("_")) continue;
      rows[table] = { ...rows[table], ...(inserted as (typeof rows)[string]) };
    }
  }
  return { schema: JSON.parse(schema), rows };
}

/** The inventory of a recorded cluster, complete; `close` ends its servers and connections. */
export async function openRecordedCluster(release: KubeOvnRelease) {
  const [northbound, southbound] = await Promise.all([
    recordedDatabase(release, "northbound.ovsdb").then(serveRecording),
    recordedDatabase(release, "southbound.ovsdb").then(serveRecording),
  ]);
  const inventory = new Inventory({
    northbound: northbound.remote,
    southbound: southbound.remote,
    kubernetes: { kind: "manifests", folder: recordedPath(release, "objects") },
  });
  await inventory.start();
  await inventory.whenSynced(AbortSignal.timeout(20_000));
  return {
    inventory,
    close: async () => {
      await inventory.stop();
      await Promise.all([northbound.close(), southbound.close()]);
    },
  };
}
