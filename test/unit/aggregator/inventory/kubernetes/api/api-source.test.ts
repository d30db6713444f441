import assert from "node:assert/strict";
import { afterEach, before, beforeEach, test } from "node:test";
import { ApiSource } from "../../../../../../aggregator/inventory/kubernetes/api/api-source.ts";
import {
  followedResources,
  type Resource,
} from "../../../../../../aggregator/inventory/kubernetes/api/resources.ts";
import { KubernetesObjects } from "../../../../../../aggregator/inventory/kubernetes/store.ts";
import { waitFor } from "../../../../lib/ovsdb/database-server.ts";
import { english } from "../../../../words/english.ts";
import { FakeApiServer } from "./fake-api-server.ts";

const pods = followedResources.filter(({ kind }) => kind === "Pod");
const quick = {
  pageSize: 2,
  listIdleMs: 300,
  watchSeconds: 60,
  watchGraceMs: 1_000,
  shortWatchMs: 0,
  backoff: { firstMs: 5, maxMs: 40 },
  startMs: 20_000,
};
let server: FakeApiServer;
let store: KubernetesObjects;
const sources: ApiSource[] = [];

// It takes seconds on a busy machine, unbundled.
before(async () => {
  await import("@kubernetes/client-node");
});
beforeEach(async () => {
  server = new FakeApiServer();
  await server.start();
  store = new KubernetesObjects();
});
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await server.close();
});

function sourceOf(options: object = {}, resources: readonly Resource[] = pods): ApiSource {
  const location = { kind: "kubeconfig", file: server.kubeconfig } as const;
  const source = new ApiSource(location, store, { ...quick, ...options }, resources);
  sources.push(source);
  return source;
}
const names = (): string =>
  Array.from(store.pods(), ({ name }) => name)
    .sort()
    .join(" ");

test("lists by pages, then follows additions, changes and deletions", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) server.put(name);
  const source = sourceOf();
  assert.equal(source.health.status, "connecting");
  assert.equal(source.isComplete("Pod"), false);
  await source.start();
  assert.equal(names(), "a b c d e");
  assert.deepEqual([source.health.status, source.health.reason], ["ok", null]);
  assert.equal(source.isComplete("Pod"), true);
  assert.equal(source.isComplete("Node"), false, "nobody listed nodes");
  assert.equal(server.lists.length, 3);
  server.put("f");
  server.remove("a");
  server.put("b", { spec: { nodeName: "node9" } });
  await waitFor(() => names() === "b c d e f" && store.pod("default", "b")?.nodeName === "node9");
});

test("the end of a watch goes on from the last bookmark, without a list", async () => {
  server.put("a");
  const source = sourceOf();
  await source.start();
  server.revision = 500;
  server.bookmark();
  server.put("b");
  await waitFor(() => names() === "a b");
  server.endWatches();
  await waitFor(() => server.watches.length === 2);
  assert.equal(server.watches[1]?.searchParams.get("resourceVersion"), "501");
  assert.equal(server.lists.length, 1);
  assert.equal(source.health.status, "ok");
});

test("a reset is survived: stale meanwhile, nothing missed, nobody lists all again", async () => {
  for (const name of ["a", "b", "c"]) server.put(name);
  const source = sourceOf();
  await source.start();
  const before = server.lists.length;
  server.status = 503;
  server.resetConnections();
  await waitFor(() => source.health.status === "stale");
  assert.match(english(source.health.reason), /^pods: Cannot /);
  assert.equal(names(), "a b c", "what is known stays");
  assert.equal(source.isComplete("Pod"), false, "there may be new ones");
  server.status = 200;
  await waitFor(() => source.health.status === "ok");
  const after = server.lists.slice(before).map((url) => url.searchParams.get("limit"));
  assert.ok(
    after.every((limit) => limit === "1"),
    "one object is asked for, to see that the server has not gone back",
  );
  server.put("d");
  await waitFor(() => names() === "a b c d");
});

test("410 Gone: lists again, and what was deleted meanwhile is no phantom", async () => {
  for (const name of ["a", "b", "c"]) server.put(name);
  const source = sourceOf();
  await source.start();
  server.status = 500;
  server.resetConnections();
  await waitFor(() => source.health.status === "stale");
  server.remove("a");
  server.put("z");
  server.oldestRevision = server.revision;
  server.status = 200;
  await waitFor(() => names() === "b c z" && source.health.status === "ok");
});

test("410 Gone as a status, and a continue token that is too old", async () => {
  for (const name of ["a", "b", "c"]) server.put(name);
  server.status = 410;
  const source = sourceOf({ startMs: 1 });
  await source.start();
  await waitFor(() => source.counters.failures > 1);
  server.status = 200;
  await waitFor(() => names() === "a b c");
});

test("a server with an older etcd is listed again", async () => {
  server.put("a");
  server.revision = 900;
  server.put("b");
  const source = sourceOf();
  await source.start();
  server.status = 503;
  server.resetConnections();
  await waitFor(() => source.health.status === "stale");
  server.remove("b");
  server.revision = 300;
  server.status = 200;
  await waitFor(() => names() === "a");
});

test("a half-open connection is given up after the time limit of the watch", async () => {
  server.put("a");
  const source = sourceOf({ watchSeconds: 0, watchGraceMs: 150 });
  await source.start();
  await waitFor(() => server.watches.length > 1, 2_000);
  assert.match(english(source.health.reason), /^$|no data for 150 ms/);
  server.put("b");
  await waitFor(() => names() === "a b");
});

test("a list without an answer is given up", async () => {
  server.silent = true;
  const source = sourceOf({ listIdleMs: 50 });
  await source.start();
  assert.equal(source.health.status, "failed");
  assert.match(english(source.health.reason), /pods: Cannot wait .*: no data for 50 ms/);
  server.silent = false;
  await waitFor(() => source.health.status === "ok");
});

test("a server that hangs up makes no hot loop", async () => {
  server.hangUp = true;
  const source = sourceOf({ shortWatchMs: 1_000, backoff: { firstMs: 100, maxMs: 10_000 } });
  await source.start();
  const began = performance.now();
  await waitFor(() => server.watches.length >= 3);
  assert.ok(performance.now() - began >= 120, "100 ms, then 200 ms, at least half of each");
});

test("Retry-After is obeyed, up to a limit", async () => {
  server.status = 429;
  server.retryAfter = "3600";
  const source = sourceOf({ maxRetryAfterMs: 200 });
  await source.start();
  assert.match(english(source.health.reason), /status 429, as told/);
  const began = performance.now();
  server.status = 200;
  await waitFor(() => source.health.status === "ok");
  assert.ok(performance.now() - began > 100);
});

for (const [status, words] of [
  [403, /pods: not permitted; wanted a ClusterRole with .*resources: \["pods"\]/],
  [401, /pods: Cannot log in to the API server: as told; check the token/],
  [500, /pods: Cannot read \/api\/v1\/pods: status 500, as told/],
] as const) {
  test(`status ${status} is no health`, async () => {
    server.put("a");
    server.status = status;
    const source = sourceOf();
    await source.start();
    assert.equal(source.health.status, "failed");
    assert.match(english(source.health.reason), words);
    assert.equal(source.isComplete("Pod"), false);
    server.status = 200;
    await waitFor(() => source.health.status === "ok" && names() === "a");
  });
}

const slices = followedResources.filter(({ kind }) => kind === "EndpointSlice");

test("a resource that is not served may appear later, and go again", async () => {
  server.put("a");
  server.served = [];
  const source = sourceOf();
  await source.start();
  assert.equal(source.health.status, "failed");
  assert.match(english(source.health.reason), /does not have it: is its CRD installed/);
  server.served = ["/api/v1/pods"];
  await waitFor(() => source.health.status === "ok" && names() === "a");
  server.served = [];
  server.resetConnections();
  await waitFor(() => names() === "");
  assert.equal(source.health.status, "failed");
  assert.equal(source.isComplete("Pod"), false);
});

test("an older version is taken where the newer is not served", async () => {
  server.served = ["/apis/discovery.k8s.io/v1beta1/endpointslices"];
  const source = sourceOf({}, slices);
  await source.start();
  await waitFor(() => source.health.status === "ok");
});

test("one object that cannot be read keeps its last good version, and is said", async () => {
  server.put("a", { spec: { nodeName: "node1" } });
  server.put("b");
  const source = sourceOf();
  await source.start();
  server.put("a", { spec: { nodeName: 7 } });
  await waitFor(() => source.health.status === "failed");
  assert.match(english(source.health.reason), /^pods: cannot read default\/a: spec.nodeName: /);
  assert.equal(store.pod("default", "a")?.nodeName, "node1");
  assert.equal(source.isComplete("Pod"), false);
  server.remove("a");
  await waitFor(() => source.health.status === "ok" && names() === "b");
});

test("a page that is too large is asked for in smaller ones", async () => {
  const labels = { big: "x".repeat(2_000) };
  for (const name of ["a", "b", "c"]) server.put(name, { spec: {}, ignored: labels });
  const source = sourceOf({ pageSize: 4, maxPageBytes: 5_000 });
  await source.start();
  await waitFor(() => source.health.status === "ok" && names() === "a b c");
});

test("garbage in a watch is a failure, and the next one goes on", async () => {
  server.put("a");
  const source = sourceOf();
  await source.start();
  server.write("}{\n");
  await waitFor(() => server.watches.length === 2);
  server.put("b");
  await waitFor(() => names() === "a b" && source.health.status === "ok");
  server.write('{"type":"ADDED","obj');
  server.endWatches();
  await waitFor(() => server.watches.length === 3);
});

test("after close nothing is asked and nothing changes", async () => {
  server.put("a");
  const source = sourceOf();
  await source.start();
  await source.close();
  assert.equal(server.requests.length, 2);
  await waitFor(() => server.openWatches === 0);
  server.put("b");
  assert.equal(names(), "a");
});

test("a kubeconfig that is not there is said, and read once it is", async () => {
  const location = { kind: "kubeconfig", file: `${server.kubeconfig}.not` } as const;
  const source = new ApiSource(location, store, quick, pods);
  sources.push(source);
  await source.start();
  assert.equal(source.health.status, "failed");
  assert.match(
    english(source.health.reason),
    /Cannot use the kubeconfig .*kubeconfig\.not: ENOENT/,
  );
});

test("the reasons of many resources are told once", async () => {
  server.status = 500;
  server.served = [];
  const source = sourceOf({}, followedResources);
  await source.start();
  const { reason } = source.health;
  assert.match(english(reason), /; and \d+ more$/);
});
