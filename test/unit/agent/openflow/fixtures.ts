import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ovnVersions, ovsVersions } from "../../fixture-versions.ts";

const folder = new URL("../../../fixtures/", import.meta.url);

/** Text of `test/fixtures/<path>`. */
export function fixture(path: string): string {
  return readFileSync(new URL(path, folder), "utf8");
}

/** Names of the files in `test/fixtures/<kind>` that begin with `prefix`. */
export function fixturesOf(kind: string, prefix = ""): string[] {
  const names = readdirSync(fileURLToPath(new URL(`${kind}/`, folder)));
  return names.filter((name) => name.startsWith(prefix)).sort();
}

/**
 * Stage names by cookie ("0x9ae1"), of the southbound that a release's OpenFlow traces were
 * recorded with: a table is known by what it holds, never by its number.
 */
export function stagesOf(ovs: (typeof ovsVersions)[number]): ReadonlyMap<string, string> {
  const ovn = ovnVersions[ovsVersions.indexOf(ovs)];
  const { rows } = JSON.parse(fixture(`ovsdb/healthy-sb.ovn-${ovn}.json`));
  const flows: [string, { external_ids: [string, [string, string][]] }][] = Object.entries(
    rows.Logical_Flow,
  );
  return new Map(
    flows.map(([uuid, { external_ids }]) => {
      const stage = external_ids[1].find(([key]) => key === "stage-name")?.[1] ?? "";
      return [`0x${Number.parseInt(uuid.slice(0, 8), 16).toString(16)}`, stage];
    }),
  );
}
