import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ApiSource } from "../../aggregator/inventory/kubernetes/api/api-source.ts";
import { ClusterAccess } from "../../aggregator/inventory/kubernetes/api/cluster-access.ts";
import {
  lookAtRights,
  neededRights,
} from "../../aggregator/inventory/kubernetes/api/own-rights.ts";
import { KubernetesObjects } from "../../aggregator/inventory/kubernetes/store.ts";
import { callApi, stringAt } from "../../lab/kubernetes/call.ts";
import { ensureDefinitions, removeDefinitions } from "../../lab/kubernetes/crds.ts";
import { waitFor } from "../unit/lib/ovsdb/database-server.ts";
import { english } from "../unit/words/english.ts";
import { ApiServer, noApiServerReason } from "./api-server.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** The list/watch loop against a real kube-apiserver, and what happens to one in its life. */
const skip = await noApiServerReason();
const patience = 40_000;
const quick = { backoff: { firstMs: 50, maxMs: 500 }, watchSeconds: 4, watchGraceMs: 2_000 };
const pods = "/api/v1/namespaces/default/pods";

describe("a real API server", { skip, timeout: 300_000 }, () => {
  let server: ApiServer;
  let proxy: TcpProxy;
  let proxied: string;
  let store: KubernetesObjects;
  const sources: ApiSource[] = [];

  before(async () => {
    server = await ApiServer.start();
    proxy = new TcpProxy(server.port);
    await ensureDefinitions(server.kubeconfig, AbortSignal.timeout(patience));
    proxied = await server.kubeconfigWith({ port: await proxy.listen() });
  });
  after(async () => {
    proxy.close();
    await server.stop();
  });
  afterEach(async () => {
    await Promise.all(sources.splice(0).map((source) => source.close()));
    for (const name of podNames()) await removePod(name);
    proxy.restore();
  });

  async function sourceAt(kubeconfig: string): Promise<ApiSource> {
    store = new KubernetesObjects();
    const source = new ApiSource({ kind: "kubeconfig", file: kubeconfig }, store, quick);
    sources.push(source);
    await source.start();
    await waitFor(() => source.health.status !== "connecting", patience);
    return source;
  }
  const podNames = (): string[] => Array.from(store.pods(), ({ name }) => name).sort();
  const podsAre = (names: string) => (): boolean => podNames().join(" ") === names;
  async function addPod(name: string): Promise<void> {
    const spec = { nodeName: "n1", containers: [{ name: "c", image: "i" }] };
    const body = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
    await callApi(server.kubeconfig, { method: "POST", path: pods, body });
  }
  async function removePod(name: string): Promise<void> {
    const body = { gracePeriodSeconds: 0 };
    const path = `${pods}/${name}`;
    await callApi(server.kubeconfig, { method: "DELETE", path, body, ok: [404] });
  }
  const core = (source: ApiSource): string | undefined =>
    source.resources.find(({ name }) => name === "pods")?.status;

  test("connections that are reset: nothing is missed and nothing stays that is gone", async () => {
    await addPod("a");
    await addPod("b");
    const source = await sourceAt(proxied);
    assert.deepEqual(podNames(), ["a", "b"]);
    const { lists } = source.counters;
    proxy.reset();
    await addPod("c");
    await waitFor(podsAre("a b c"), patience);
    proxy.cut();
    await waitFor(() => source.health.status === "stale", patience);
    assert.match(english(source.health.reason), /Cannot reach the API server/);
    await removePod("a");
    await addPod("d");
    proxy.restore();
    await waitFor(podsAre("b c d"), patience);
    await waitFor(() => source.health.status === "ok", patience);
    assert.equal(source.counters.lists, lists, "each watch went on from where it was");
  });

  test("a connection that carries nothing any more is noticed", async () => {
    const source = await sourceAt(proxied);
    await addPod("a");
    await waitFor(podsAre("a"), patience);
    proxy.freeze();
    await addPod("b");
    await waitFor(podsAre("a b"), patience);
    assert.equal(core(source), "ok");
  });

  test("410 Gone, after a restart of the API server: listed again, without phantoms", async () => {
    await addPod("a");
    await addPod("b");
    const source = await sourceAt(proxied);
    const { lists } = source.counters;
    proxy.cut();
    await removePod("a");
    await addPod("c");
    await server.compact();
    await server.restart();
    assert.equal(source.health.status, "stale");
    proxy.restore();
    await waitFor(podsAre("b c"), patience);
    await waitFor(() => source.health.status === "ok", patience);
    assert.ok(source.counters.lists > lists);
  });

  test("a restart of the API server alone", async () => {
    await addPod("a");
    const source = await sourceAt(server.kubeconfig);
    await server.restart();
    await waitFor(() => source.health.status !== "ok", patience);
    await waitFor(() => source.health.status === "ok", patience);
    await addPod("b");
    await waitFor(podsAre("a b"), patience);
  });

  test("custom resources: not there, installed, gone again", async () => {
    await removeDefinitions(server.kubeconfig);
    const source = await sourceAt(server.kubeconfig);
    await waitFor(() => source.health.status === "failed", patience); // Kube-OVN is not installed
    await waitFor(() => source.isComplete("Pod"), patience);
    assert.match(english(source.health.reason), /subnets\.kubeovn\.io.*is its CRD installed/);
    assert.equal(source.isComplete("Subnet"), false);
    await ensureDefinitions(server.kubeconfig, AbortSignal.timeout(patience));
    await waitFor(() => source.health.status === "ok", patience);
    const body = {
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "s" },
      spec: { cidrBlock: "10.1.0.0/16", gateway: "10.1.0.1" },
    };
    await callApi(server.kubeconfig, { method: "POST", path: "/apis/kubeovn.io/v1/subnets", body });
    await waitFor(() => store.subnet("s")?.cidrs[0] === "10.1.0.0/16", patience);
    await removeDefinitions(server.kubeconfig);
    await waitFor(() => store.subnet("s") === null && !source.isComplete("Subnet"), patience);
    // Each of the kinds finds out by itself.
    await waitFor(() => source.health.status === "failed", patience);
    await ensureDefinitions(server.kubeconfig, AbortSignal.timeout(patience));
    await waitFor(() => source.health.status === "ok", patience);
  });

  test("what is not permitted is said, by the rule that is missing", async () => {
    const token = await accountToken();
    const source = await sourceAt(await server.kubeconfigWith({ token }));
    assert.equal(source.health.status, "failed");
    assert.match(
      english(source.resources.find(({ name }) => name === "pods")?.reason),
      /not permitted; .*apiGroups: \[""\], resources: \["pods"\], verbs: \["list", "watch"\]/,
    );
    assert.equal(source.isComplete("Pod"), false);
    assert.deepEqual(await rightsOf(token), ["no"]);
    await permit(["*"]);
    await waitFor(() => source.health.status === "ok", patience);
    assert.deepEqual(await rightsOf(token), ["yes"]);
  });

  /** The different answers to all the rights that the aggregator needs. */
  async function rightsOf(token: string): Promise<string[]> {
    const file = await server.kubeconfigWith({ token });
    const cluster = new ClusterAccess({ kind: "kubeconfig", file });
    const looks = await lookAtRights(cluster, neededRights, AbortSignal.timeout(patience));
    assert.equal(looks.length, neededRights.length);
    return [
      ...new Set(
        looks.map(({ allowed }) => ({ true: "yes", false: "no" })[String(allowed)] ?? "?"),
      ),
    ];
  }

  async function accountToken(): Promise<string> {
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader" } };
    await callApi(server.kubeconfig, { method: "POST", path: accounts, body: account });
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const path = `${accounts}/reader/token`;
    const answer = await callApi(server.kubeconfig, { method: "POST", path, body });
    return stringAt(answer.body, "status", "token") ?? "";
  }

  async function permit(groups: readonly string[]): Promise<void> {
    const rbac = "rbac.authorization.k8s.io";
    const apiVersion = `${rbac}/v1`;
    const metadata = { name: "reader" };
    const rules = [{ apiGroups: groups, resources: ["*"], verbs: ["list", "watch", "create"] }];
    const role = { apiVersion, kind: "ClusterRole", metadata, rules };
    const roleRef = { apiGroup: rbac, kind: "ClusterRole", name: "reader" };
    const subjects = [{ kind: "ServiceAccount", name: "reader", namespace: "default" }];
    const binding = { apiVersion, kind: "ClusterRoleBinding", metadata, roleRef, subjects };
    const at = (plural: string): string => `/apis/${rbac}/v1/${plural}`;
    await callApi(server.kubeconfig, { method: "POST", path: at("clusterroles"), body: role });
    const path = at("clusterrolebindings");
    await callApi(server.kubeconfig, { method: "POST", path, body: binding });
  }
});
