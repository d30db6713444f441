import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readManifest } from "../../../../../aggregator/inventory/kubernetes/manifest-reader.ts";
import { ManifestSource } from "../../../../../aggregator/inventory/kubernetes/manifests.ts";
import { KubernetesObjects } from "../../../../../aggregator/inventory/kubernetes/store.ts";
import { waitFor } from "../../../lib/ovsdb/database-server.ts";
import { english } from "../../../words/english.ts";

const cluster = fileURLToPath(new URL("../../../../fixtures/manifests/cluster", import.meta.url));
let folder: string;
let objects: KubernetesObjects;
let source: ManifestSource;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapline-manifests-"));
  objects = new KubernetesObjects();
  source = new ManifestSource(folder, objects, { debounceMs: 5, rescanMs: 60_000 });
});
afterEach(async () => {
  await source.close();
  await rm(folder, { recursive: true, force: true });
});

const pod = (name: string, phase = "Running", ip = "10.0.0.1"): string =>
  `---\nkind: Pod\nmetadata: {name: ${name}}\nspec: {}\nstatus: {phase: ${phase}, podIP: ${ip}}\n`;
const write = (name: string, content: string): Promise<void> =>
  writeFile(join(folder, name), content);
const podNames = (): readonly string[] => Array.from(objects.pods(), ({ name }) => name).sort();

test("a whole cluster is read, with the fields that a diagnosis needs", async () => {
  const whole = new ManifestSource(cluster, objects);
  await whole.start();
  await whole.close();
  assert.deepEqual(whole.problems, []);
  assert.equal(whole.health.status, "ok");
  const a = objects.pod("default", "a");
  assert.ok(a);
  const { containerIds, annotations, ports, podIPs, ready } = a;
  assert.equal(containerIds[0]?.slice(0, 12), "3f2b9c0d1e4a");
  assert.deepEqual(ports, [{ name: "web", port: 8080, protocol: "TCP" }]);
  assert.deepEqual([podIPs, ready], [["10.16.0.5"], true]);
  assert.deepEqual(Object.keys(annotations).length, 4, "annotations of others are left out");
  assert.deepEqual(
    objects.podsWithIp("10.16.0.6").map(({ name }) => name),
    ["b"],
    "a pod that has ended gave its address back",
  );
  assert.equal(objects.podsWithIp("fd00::9")[0]?.name, "virt-launcher-vm1-x");
  assert.deepEqual(objects.podsWithIp("172.31.0.11"), [], "the node's, not the pod's");
  const node = objects.node("node1");
  assert.equal(node?.networkUnavailable, "JoinSubnetGatewayUnreachable");
  const service = objects.service("default", "web");
  assert.ok(service);
  assert.equal(service.ports[0]?.targetPort, "web");
  assert.equal(objects.endpointSlicesOf(service)[0]?.endpoints[0]?.pod?.name, "a");
  assert.deepEqual(objects.networkPolicy("default", "deny-all")?.policyTypes, ["Ingress"]);
  assert.deepEqual(objects.subnet("ovn-default")?.gateways, ["10.16.0.1", "fd00:10:16::1"]);
  assert.equal(objects.subnet("ovn-default")?.private, true);
  assert.equal(objects.vpc("ovn-cluster")?.isDefault, true);
  assert.equal(objects.ipsWithAddress("10.16.0.5")[0]?.mac, "00:00:00:aa:00:05");
  assert.equal(objects.namespace("default")?.phase, "Active");
});

test("changes, new files, new folders and removed files are followed", async () => {
  await write("one.yaml", pod("a", "Pending"));
  await source.start();
  assert.equal(objects.pod("default", "a")?.phase, "Pending");
  await write("one.yaml", pod("a") + pod("b"));
  await waitFor(() => objects.pod("default", "a")?.phase === "Running");
  await write(".swap.yaml", pod("hidden"));
  await write("notes.txt", pod("no-manifest"));
  await mkdir(join(folder, "more"));
  await writeFile(
    join(folder, "more", "two.json"),
    '{"kind":"Pod","metadata":{"name":"c"},"spec":{}}',
  );
  await source.rescan();
  await waitFor(() => podNames().join() === "a,b,c");
  await rm(join(folder, "one.yaml"));
  await waitFor(() => podNames().join() === "c");
  assert.deepEqual(objects.podsWithIp("10.0.0.1"), []);
});

test("a broken file is reported with its line, and what was good in it stays", async () => {
  await write("one.yaml", pod("a") + pod("b"));
  await source.start();
  const bad = "kind: Pod\nmetadata:\n  name: b\n  labels: [1]\nspec: {}\n";
  const broken = `${pod("a", "Failed")}---\n${bad}`;
  await write("one.yaml", broken);
  await waitFor(() => source.health.status === "failed");
  assert.equal(objects.pod("default", "a")?.phase, "Failed", "the good part is taken");
  assert.equal(objects.pod("default", "b")?.phase, "Running", "the bad part stays as it was");
  assert.deepEqual([source.problems[0]?.file, source.problems[0]?.line], ["one.yaml", 10]);
  assert.match(english(source.health.reason), /^one\.yaml:10: Cannot read Pod metadata\.labels/);
  await write("one.yaml", pod("a"));
  await waitFor(() => source.health.status === "ok");
  assert.deepEqual(podNames(), ["a"], "what a good file no longer has is gone");
});

test("an object in two files is reported and the first file counts", async () => {
  await write("1.yaml", pod("a", "Running"));
  await write("2.yaml", pod("a", "Failed"));
  await source.start();
  assert.equal(objects.pod("default", "a")?.phase, "Running");
  assert.equal(source.problems[0]?.file, "2.yaml");
});

test("a missing folder is a failure that ends when it appears", async () => {
  const late = new ManifestSource(join(folder, "late"), objects, { rescanMs: 10 });
  await late.start();
  assert.equal(late.health.status, "failed");
  assert.match(english(late.health.reason), /ENOENT/);
  await mkdir(join(folder, "tmp"));
  await write("tmp/one.yaml", pod("a"));
  await rename(join(folder, "tmp"), join(folder, "late"));
  await waitFor(() => late.health.status === "ok");
  await late.close();
});

test("files beyond the limits are refused", async () => {
  await write("one.yaml", pod("a"));
  await write("two.yaml", pod("b"));
  const few = new ManifestSource(folder, objects, { maxFiles: 1 });
  await few.start();
  assert.match(english(few.health.reason), /more than 1 files/);
  await few.close();
  const small = new ManifestSource(folder, objects, { maxFileBytes: 10 });
  await small.start();
  assert.equal(small.problems.length, 2);
  await small.close();
});

test("manifests cut at every length never throw, and tell of what they cannot read", () => {
  const content = `${pod("a")}---\nkind: List\nitems: [{kind: Node, metadata: {name: n}}]\n`;
  for (let length = 0; length <= content.length; length++) {
    const { objects: got, problems } = readManifest("x.yaml", content.slice(0, length));
    assert.ok(got.length <= 2 && problems.length <= 20);
    const lines = content.slice(0, length).split("\n").length;
    assert.ok(problems.every(({ line }) => line >= 1 && line <= lines));
  }
  assert.equal(readManifest("x.yaml", content).objects.length, 2);
  assert.equal(readManifest("x.yaml", "").problems.length, 0);
  assert.equal(readManifest("x.yaml", "just text").problems.length, 1);
  const nine = (item: string): string => `[${`${item},`.repeat(9)}]\n`;
  const bomb = `a: &a ${nine("x")}b: &b ${nine("*a")}c: &c ${nine("*b")}kind: ${nine("*c")}`;
  assert.match(english(readManifest("x.yaml", bomb).problems[0]?.why), /alias/);
});
