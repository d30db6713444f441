import { readFileSync } from "node:fs";

/** A file of test/fixtures. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url), "utf8");
}
