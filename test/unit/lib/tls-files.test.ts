import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Authority } from "../../../lab/tls/authority.ts";
import { type TlsContents, TlsFileWatch } from "../../../lib/tls-files.ts";
import { until } from "../aggregator/transport/scripted-agent.ts";

test("a file that could not be used is tried again, and its trouble told once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-tls-files-"));
  const { certificate } = await Authority.create(join(folder, "own"));
  const good = readFileSync(certificate);
  const ca = join(folder, "ca.crt");
  writeFileSync(ca, good);
  const read: TlsContents[] = [];
  const troubles: string[] = [];
  const watch = await TlsFileWatch.start(
    { ca },
    {
      everyMs: 2,
      onRead: (contents) => void read.push(contents),
      onTrouble: (message) => void troubles.push(message),
    },
  );
  try {
    assert.equal(read.length, 1);
    // Of one time and size: as if reading alone had failed.
    const writtenAt = new Date("2026-01-01T00:00:00Z");
    const write = (text: Buffer): void => {
      writeFileSync(ca, text);
      utimesSync(ca, writtenAt, writtenAt);
    };
    write(Buffer.alloc(good.length, "x"));
    await until("the trouble", () => troubles.length > 0);
    const before = troubles.length;
    const end = Date.now() + 30;
    await until("some more looks", () => Date.now() > end);
    assert.ok(troubles.length - before <= 1, troubles.join("\n"));
    write(good);
    await until("another reading", () => read.length > 1);
    assert.deepEqual(read.at(-1)?.ca, good);
  } finally {
    watch.stop();
    rmSync(folder, { recursive: true });
  }
});
