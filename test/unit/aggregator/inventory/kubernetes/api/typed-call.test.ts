import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  type ApiErrorReason,
  KubernetesApiError,
} from "../../../../../../aggregator/inventory/kubernetes/api/api-error.ts";
import * as access from "../../../../../../aggregator/inventory/kubernetes/api/cluster-access.ts";
import { typedCall } from "../../../../../../aggregator/inventory/kubernetes/api/typed-call.ts";

interface Asked {
  readonly request: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** Answers with what the test says; null: never. */
let answer: { status: number; body: object; headers?: Record<string, string> } | null = null;
const asked: Asked[] = [];
const server = createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { method, url, headers } = request;
  asked.push({ request: `${method} ${url}`, headers, body: text === "" ? null : JSON.parse(text) });
  if (answer === null) return;
  const type = { "content-type": "application/json" };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  response.end(JSON.stringify(answer.body));
});
let folder = "";
let cluster: access.ClusterAccess;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "tapline-typed-"));
  const { port } = server.address() as AddressInfo;
  const address = `{server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true}`;
  const lines = [
    `clusters: [{name: fake, cluster: ${address}}]`,
    "users: [{name: me, user: {token: secret}}]",
    "contexts: [{name: fake, context: {cluster: fake, user: me}}]",
    "current-context: fake",
  ];
  const file = join(folder, "kubeconfig");
  await writeFile(file, lines.join("\n"));
  cluster = new access.ClusterAccess({ kind: "kubeconfig", file });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const within = { signal: new AbortController().signal, timeoutMs: 20_000 };
const review = (options: Partial<typeof within> = {}) =>
  typedCall(cluster, {
    api: ({ AuthenticationV1Api }) => AuthenticationV1Api,
    ask: (api) => api.createTokenReview({ body: { spec: { token: "of a caller" } } }),
    what: "a TokenReview",
    ...within,
    ...options,
  });
const fails = (code: ApiErrorReason["code"], words: RegExp) => (thrown: unknown) =>
  thrown instanceof KubernetesApiError && thrown.type.code === code && words.test(thrown.message);

test("asks a TokenReview, as ourselves, and reads its answer", async () => {
  const status = { authenticated: true, user: { username: "jane", groups: ["dev"] } };
  answer = { status: 201, body: { apiVersion: "authentication.k8s.io/v1", status } };
  const { status: read } = await review();
  assert.deepEqual([read?.authenticated, read?.user?.username], [true, "jane"]);
  const { request, headers, body } = asked.at(-1) ?? assert.fail();
  assert.equal(request, "POST /apis/authentication.k8s.io/v1/tokenreviews");
  assert.deepEqual(body, { spec: { token: "of a caller" } });
  assert.deepEqual([headers.authorization, headers["user-agent"]], ["Bearer secret", "tapline"]);
});

test("asks a SubjectAccessReview", async () => {
  answer = { status: 201, body: { status: { allowed: false, reason: "no role" } } };
  const resourceAttributes = { verb: "create", resource: "podtraces", namespace: "shop" };
  const { status } = await typedCall(cluster, {
    api: ({ AuthorizationV1Api }) => AuthorizationV1Api,
    ask: (api) =>
      api.createSubjectAccessReview({ body: { spec: { user: "jane", resourceAttributes } } }),
    what: "a SubjectAccessReview",
    ...within,
  });
  assert.deepEqual([status?.allowed, status?.reason], [false, "no role"]);
});

test("reads custom resources and events", async () => {
  answer = { status: 200, body: { metadata: { name: "ovn-default" }, spec: { vpc: "v" } } };
  const subnet: unknown = await typedCall(cluster, {
    api: ({ CustomObjectsApi }) => CustomObjectsApi,
    ask: (api) => {
      const subnets = { group: "kubeovn.io", version: "v1", plural: "subnets" };
      return api.getClusterCustomObject({ ...subnets, name: "ovn-default" });
    },
    what: "the Subnet ovn-default",
    ...within,
  });
  assert.deepEqual(subnet, answer.body);
  const event = { metadata: { name: "e" }, eventTime: "2026-01-02T03:04:05.000006Z", note: "no" };
  answer = { status: 200, body: { metadata: {}, items: [event] } };
  const { items } = await typedCall(cluster, {
    api: ({ EventsV1Api }) => EventsV1Api,
    ask: (api) => api.listNamespacedEvent({ namespace: "shop", limit: 10 }),
    what: "events of shop",
    ...within,
  });
  assert.equal(items[0]?.note, "no");
  assert.match(asked.at(-1)?.request ?? "", /namespaces\/shop\/events\?limit=10$/);
});

test("tells refusals apart as lists do", async () => {
  const refuse = (status: number, headers = {}) => {
    answer = { status, headers, body: { kind: "Status", message: "said why" } };
  };
  refuse(401);
  await assert.rejects(review(), fails("API_UNAUTHORIZED", /said why/));
  refuse(403);
  await assert.rejects(review(), fails("API_FORBIDDEN", /TokenReview.*said why/));
  refuse(404);
  await assert.rejects(review(), fails("API_NOT_SERVED", /said why/));
  refuse(429, { "retry-after": "7" });
  await assert.rejects(review(), (thrown) => {
    assert.ok(thrown instanceof KubernetesApiError);
    assert.equal(thrown.type.code, "API_REFUSED");
    assert.equal("retryAfterMs" in thrown.type.args && thrown.type.args.retryAfterMs, 7_000);
    return true;
  });
});

test("waits no longer than it may, and for no server that is away", async () => {
  answer = null;
  await assert.rejects(review({ timeoutMs: 200 }), fails("API_SILENT", /200/));
  const abort = new AbortController();
  const aborted = review({ signal: abort.signal });
  abort.abort();
  await assert.rejects(aborted, fails("CANCELLED", /CANCELLED/));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(review(), fails("API_UNREACHABLE", /127\.0\.0\.1/));
});
