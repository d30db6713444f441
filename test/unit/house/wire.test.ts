import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../../lib/exec.ts";
import { root } from "./sources.ts";

const buf = `${root}node_modules/.bin/buf`;
const baseline = `${root}proto/baseline.binpb`;
const limits = { timeoutMs: 60_000, okCodes: [0, 100] };

/** What `buf breaking` says of a folder of protos against the last release; "" for nothing. */
async function broken(folder: string): Promise<string> {
  return (await run([buf, "breaking", folder, "--against", baseline], limits)).stdout;
}

/** The protos with one file changed. */
async function brokenBy(file: string, change: (text: string) => string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tapline-wire-"));
  try {
    cpSync(`${root}proto/buf.yaml`, join(folder, "buf.yaml"));
    cpSync(`${root}proto/tapline`, join(folder, "tapline"), { recursive: true });
    const path = join(folder, "tapline/v1", file);
    const text = readFileSync(path, "utf8");
    assert.notEqual(change(text), text, "the change of the test has nothing to change");
    writeFileSync(path, change(text));
    return await broken(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("the wire is clean, and reads what the last release wrote", async () => {
  assert.equal((await run([buf, "lint", `${root}proto`], limits)).stdout, "");
  assert.equal(await broken(`${root}proto`), "");
});

test("a field that is gone, renumbered or of another type is found; a new one is not", async () => {
  const field = "  double rtt_ms = 4;\n";
  const changes = ["", field.replace("4", "99"), field.replace("double", "string")];
  for (const change of changes) {
    const said = await brokenBy("evidence.proto", (text) => text.replace(field, change));
    assert.match(said, /rtt_ms|"4"/);
  }
  const more = await brokenBy("evidence.proto", (text) =>
    text.replace(field, `${field}  double jitter_ms = 99;\n`),
  );
  assert.equal(more, "");
});
