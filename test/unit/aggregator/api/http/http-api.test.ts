import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import type { Access, Presented } from "../../../../../aggregator/access/access.ts";
import { notAuthenticated } from "../../../../../aggregator/access/access-error.ts";
import { CallerAccess } from "../../../../../aggregator/access/caller-access.ts";
import { httpApi } from "../../../../../aggregator/api/http/http-api.ts";
import type { SourceHealth } from "../../../../../aggregator/inventory/health.ts";
import { createLog } from "../../../../../aggregator/log.ts";
import { AggregatorWatch } from "../../../../../aggregator/monitoring/aggregator-watch.ts";
import { Readiness } from "../../../../../aggregator/monitoring/readiness.ts";
import type { HttpServer } from "../../../../../lib/http/http-server.ts";
import { parseListen } from "../../../../../lib/listen/address.ts";
import { schemas } from "../../../../../proto/documents/schemas.ts";
import { reason } from "../../../../../proto/reasons/index.ts";
import { get } from "../../../lib/http/get.ts";
import { ApiServer } from "../grpc/api-server.ts";

const since = new Date(0);
const ok: SourceHealth = { name: "kubernetes", status: "ok", since, reason: null };
const why = reason("SERVER_CONNECTION_LOST", { remote: "tcp:10.0.0.1:6642" });
const stale: SourceHealth = { name: "ovn-southbound", status: "stale", since, reason: why };

describe("the aggregator by HTTP", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-http-"));
  const path = join(folder, "s");
  let sources: readonly SourceHealth[];
  let readiness: Readiness;
  let api: ApiServer;
  let server: HttpServer;

  const start = async (access?: Access): Promise<void> => {
    const cluster = {
      kubernetes: { nodes: () => [{ name: "node1" }, { name: "node2" }] },
      health: () => sources,
    };
    api = await new ApiServer({ cluster, ...(access === undefined ? {} : { access }) }).start();
    readiness = new Readiness(() => sources);
    const watch = new AggregatorWatch("1.2.3");
    const parts = { version: "1.2.3", readiness, watch, services: api.services };
    server = httpApi({ ...parts, log: createLog("silent") });
    await server.listen([{ kind: "unix", text: `unix:${path}`, path }]);
  };
  beforeEach(() => {
    sources = [ok];
    return start();
  });
  afterEach(async () => {
    await Promise.all([server.stop(100), api.stop()]);
    rmSync(path, { force: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  test("is ready while it listens and all sources are current, and says which is not", async () => {
    const ready = async () => {
      const { status, body } = await get(path, "/readyz");
      const { conditions } = JSON.parse(body) as { conditions: { name: string; ok: boolean }[] };
      return [status, ...conditions.filter((one) => !one.ok).map(({ name }) => name)];
    };
    assert.deepEqual(await ready(), [503, "listeners"]);
    readiness.listening = true;
    assert.deepEqual(await ready(), [200]);
    sources = [ok, stale];
    assert.deepEqual(await ready(), [503, "ovn-southbound"]);
    const { body } = await get(path, "/readyz");
    assert.match(body, /10\.0\.0\.1:6642/);
    assert.equal((await get(path, "/healthz")).status, 200);
  });

  test("/v1/agents is the Agents document, nodes without an agent included", async () => {
    sources = [ok, stale];
    await api.connect("node1");
    const { status, body } = await get(path, "/v1/agents");
    const document = schemas.v1.agents.parse(JSON.parse(body));
    assert.equal(status, 200);
    assert.deepEqual(
      document.agents.map(({ node, status: state }) => [node, state]),
      [
        ["node1", "ok"],
        ["node2", "away"],
      ],
    );
    assert.deepEqual(document.sources[1]?.because, why);
  });

  test("who is not known is told so, with the code that a gRPC caller is told", async () => {
    await Promise.all([server.stop(100), api.stop()]);
    const shown: Presented[] = [];
    await start({
      authenticate: async (presented) => {
        shown.push(presented);
        throw notAuthenticated(reason("NO_CREDENTIALS", {}));
      },
      missing: async () => [],
    });
    const { status, body } = await get(path, "/v1/agents");
    assert.equal(status, 401);
    const { error } = JSON.parse(body) as { error: { code: string; because: { code: string } } };
    assert.deepEqual([error.code, error.because.code], ["NOT_AUTHENTICATED", "NOT_AUTHENTICATED"]);
    assert.deepEqual(shown, [
      { listener: "unix", peer: "unix", authorization: [], certificate: null },
    ]);
  });
});

test("over TCP a caller has to say who asks: nobody is let in by the network", async () => {
  const listener = parseListen(`127.0.0.1:${await freePort()}`);
  assert.ok(listener?.kind === "tcp");
  const api = await new ApiServer({ access: new CallerAccess(null) }).start();
  const server = httpApi({
    ...{ version: "1.2.3", services: api.services, log: createLog("silent") },
    ...{ readiness: new Readiness(() => []), watch: new AggregatorWatch("1.2.3") },
  });
  await server.listen([listener]);
  const ask = (path: string) => fetch(`http://127.0.0.1:${listener.port}${path}`);
  const answer = await ask("/v1/agents");
  assert.match(await answer.text(), /ACCESS_UNDECIDED/);
  assert.equal(answer.ok, false);
  assert.equal((await ask("/metrics")).status, 200);
  await Promise.all([server.stop(100), api.stop()]);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
