import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ListenError } from "../../../../lib/listen/listen-error.ts";
import { listenOnUnix } from "../../../../lib/listen/unix-socket.ts";

const folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const code = (wanted: string) => (error: unknown) => {
  assert.ok(error instanceof ListenError);
  assert.equal(error.type.code, wanted);
  return true;
};

function bound(server: Server, path: string): Promise<void> {
  return new Promise((resolve) => server.listen(path, resolve));
}

test("a socket in use is left alone", async () => {
  const path = join(folder, "used");
  const server = createServer();
  await bound(server, path);
  await assert.rejects(
    listenOnUnix(path, () => assert.fail("bound")),
    code("IN_USE"),
  );
  assert.ok(existsSync(path));
  await new Promise((resolve) => server.close(resolve));
});

test("a file that is no socket is left alone", async () => {
  const path = join(folder, "file");
  writeFileSync(path, "");
  await assert.rejects(
    listenOnUnix(path, () => assert.fail("bound")),
    code("NO_SOCKET"),
  );
  assert.ok(existsSync(path));
});

test("folders are made, owner and group may connect, and the mask is as it was", async () => {
  const path = join(folder, "new", "socket");
  const mask = process.umask();
  const server = createServer();
  await listenOnUnix(path, () => bound(server, path));
  assert.equal(statSync(path).mode & 0o777, 0o660);
  assert.equal(process.umask(), mask);
  await new Promise((resolve) => server.close(resolve));
});
