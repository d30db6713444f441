import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../../lib/exec.ts";
import { root } from "./sources.ts";

test("what npm run codegen writes is there as it writes it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-codegen-"));
  try {
    await run(["bash", `${root}scripts/codegen`, folder], { timeoutMs: 60_000 });
    for (const part of ["proto/gen", "docs/codes.md", "docs/metrics.md", "docs/schema"]) {
      assert.deepEqual(contents(join(root, part)), contents(join(folder, part)), part);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Every file below a path with its text; of a file that alone. */
function contents(path: string): Readonly<Record<string, string>> {
  if (path.endsWith(".md")) return { "": readFileSync(path, "utf8") };
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.sort().map((name) => [name.slice(path.length), readFileSync(name, "utf8")]),
  );
}
