import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

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
