import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ListenError } from "../../../../aggregator/api/listen-error.ts";
import { removeStaleSocket } from "../../../../aggregator/api/unix-socket.ts";
import { ApiServer } from "./api-server.ts";

describe("listening on a unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const code = (wanted: string) => (error: unknown) => {
    assert.ok(error instanceof ListenError);
    assert.equal(error.type.code, wanted);
    return true;
  };

  test("owner and group may connect, nobody else; the file goes with the server", async () => {
    const server = await new ApiServer({}).start();
    assert.equal(statSync(server.path).mode & 0o777, 0o660);
    await server.stop();
    assert.equal(existsSync(server.path), false);
  });

  test("a socket in use is left alone", async () => {
    const path = join(folder, "used");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await assert.rejects(removeStaleSocket(path), code("IN_USE"));
    assert.ok(existsSync(path));
    await new Promise((resolve) => server.close(resolve));
  });

  test("a file that is no socket is left alone", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    await assert.rejects(removeStaleSocket(path), code("NO_SOCKET"));
    assert.ok(existsSync(path));
    await removeStaleSocket(join(folder, "nothing"));
  });
});
