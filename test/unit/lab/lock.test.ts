import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { takeLock } from "../../../lab/lock.ts";
import { labPaths } from "../../../lab/names.ts";
import { start } from "../../../lib/exec.ts";

const removing = `
const { existsSync, rmdirSync } = require("node:fs");
const [folder, end] = process.argv.slice(1);
process.stdout.write("at it");
while (!existsSync(end)) {
  try { rmdirSync(folder); } catch {}
}
`;

test("a lock can be taken while other labs go down and take the empty folder away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tlt-lock-"));
  const root = join(folder, "labs");
  const paths = labPaths("one", root);
  const end = join(folder, "end");
  const other = await start([process.execPath, "-e", removing, root, end]);
  try {
    assert.ok(other.stdout);
    await once(other.stdout, "data");
    for (let round = 0; round < 500; round += 1) {
      const release = takeLock(paths, "up");
      assert.ok(existsSync(paths.lock));
      release();
    }
  } finally {
    other.child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
});

test("a lab that a verb is at is nobody else's", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlt-lock-"));
  try {
    const paths = labPaths("one", folder);
    const release = takeLock(paths, "up");
    assert.throws(() => takeLock(paths, "clear"), /"up" .* is at it/);
    release();
    takeLock(paths, "clear")();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
