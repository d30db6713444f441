import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { HttpServer, json } from "../../../../lib/http/http-server.ts";
import { get } from "./get.ts";

describe("a small HTTP server on a unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-http-"));
  const path = join(folder, "s");
  const defects: unknown[] = [];
  const server = new HttpServer({
    routes: {
      "/peer": ({ peer, url }) => json(200, { peer, q: url.searchParams.get("q") }),
      "/broken": () => {
        throw new Error("a secret of the house");
      },
    },
    onDefect: (at, thrown) => void defects.push([at, String(thrown)]),
  });
  before(() => server.listen([{ kind: "unix", text: `unix:${path}`, path }]));
  after(async () => {
    await server.stop(100);
    rmSync(folder, { recursive: true });
  });

  test("owner and group may connect; a path that is known is answered", async () => {
    assert.equal(statSync(path).mode & 0o777, 0o660);
    const { status, body } = await get(path, "/peer?q=1");
    assert.deepEqual([status, JSON.parse(body)], [200, { peer: "unix", q: "1" }]);
  });

  test("other paths are not found, other methods not allowed, HEAD has no body", async () => {
    assert.equal((await get(path, "/")).status, 404);
    assert.equal((await get(path, "/constructor")).status, 404);
    assert.equal((await get(path, "//")).status, 400);
    assert.equal((await get(path, "/peer", "DELETE")).status, 405);
    const head = await get(path, "/peer", "HEAD");
    assert.deepEqual([head.status, head.body], [200, ""]);
  });

  test("a defect is told to its owner, and the caller learns nothing of it", async () => {
    const { status, body } = await get(path, "/broken");
    assert.equal(status, 500);
    assert.ok(!body.includes("secret"));
    assert.deepEqual(defects, [["/broken", "Error: a secret of the house"]]);
  });
});

test("an end waits for a request that runs, and ends one that takes too long", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-http-"));
  const path = join(folder, "s");
  let leave: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let arrived: () => void = () => {};
  const hasArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = new HttpServer({
    routes: {
      "/slow": ({ signal }) =>
        new Promise((resolve) => {
          arrived();
          signal.addEventListener("abort", () => {
            leave();
            resolve(json(200, {}));
          });
        }),
    },
    onDefect: () => {},
  });
  await server.listen([{ kind: "unix", text: `unix:${path}`, path }]);
  const failed = new Promise((resolve) => {
    request({ socketPath: path, path: "/slow" }).on("error", resolve).end();
  });
  await hasArrived;
  await server.stop(20);
  assert.ok((await failed) instanceof Error);
  await gone;
  rmSync(folder, { recursive: true });
});

test("what cannot be listened on is an error that names it", async () => {
  const server = new HttpServer({ routes: {}, onDefect: () => {} });
  const address = { kind: "tcp", host: "192.0.2.1", port: 1, text: "192.0.2.1:1" } as const;
  await assert.rejects(server.listen([address]), /Cannot listen on 192\.0\.2\.1:1/);
});
