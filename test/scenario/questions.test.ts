import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { run, start } from "../../lib/exec.ts";
import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import type { TraceDocument } from "../../proto/documents/v1/trace.ts";
import { nft, nodeNamed, podNamed } from "./in-lab.ts";
import { diagnose, lab } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** What a user can ask beside "why": is it this error, does HTTP answer, is it fixed. */
const session = labSession("tlask");

const anyExit = [1, 2, 3, 4, 5];

async function tapline(...args: readonly string[]) {
  const argv = ["node", "cli/bin.js", ...args];
  return run(argv, { env: session.env(), okCodes: anyExit, timeoutMs: 60_000 });
}

async function document(...args: readonly string[]): Promise<Diagnosis> {
  const { diagnosis } = await diagnose(session.env(), ...args);
  assert.ok(diagnosis);
  return diagnosis;
}

test("an error text: what it names is asked, and a path that works contradicts it", async () => {
  const { ip } = podNamed(session.status(), "b");
  const error = `dial tcp ${ip}:8080: connect: connection refused`;
  const { outcome, traffic, symptom, findings } = await document("a", "b", "--error", error);
  assert.deepEqual([outcome, traffic.protocol, traffic.port], ["reachable", "tcp", 8080]);
  assert.deepEqual([symptom?.kind, symptom?.agrees], ["refused", false]);
  assert.ok(findings.some(({ code }) => code === "SYMPTOM_NOT_REPRODUCED"));
  // Nothing listens there, and that is what the text says.
  const refused = await document("a", "b", "--error", error.replace("8080", "8081"));
  assert.equal(refused.symptom?.agrees, true);
});

test("what the path runs on is in the document and in the wide text", async () => {
  const { environment } = await document("a", "b");
  assert.equal(environment?.nodes.length, 2);
  for (const { ovn, ovs, datapath, tunnel, encapIps, kernel } of environment?.nodes ?? []) {
    assert.match(`${ovn} ${ovs}`, /^\d+\.\d+\S* \d+\.\d+/);
    assert.deepEqual([datapath, tunnel, encapIps.length], ["netdev", "geneve", 1]);
    assert.notEqual(kernel, null);
  }
  assert.equal(environment?.source.subnet, "ovn-default");
  const { stdout } = await tapline("diagnose", "a", "b", "-o", "wide");
  assert.match(stdout, /\nEnvironment\n/);
});

test("HTTP: a server that answers, and one that accepts and says nothing", async () => {
  const { http } = await document("a", "svc/web", "--http", "/");
  // Four for each of its two backends.
  assert.deepEqual([http?.sent, http?.answered, http?.statuses[0]?.code], [8, 8, 200]);
  const b = podNamed(session.status(), "b");
  const program = 'require("net").createServer(() => {}).listen(8099, "::", () => console.log(1))';
  const mute = await start(["ip", "netns", "exec", b.netns, "node", "-e", program]);
  try {
    if (mute.stdout !== null) await once(mute.stdout, "data");
    const args = ["a", "b", "--http", "/", "--port", "8099", "--family", "4"];
    const { outcome, cause } = await document(...args);
    assert.deepEqual([outcome, cause?.code], ["degraded", "HTTP_NOT_ANSWERED"]);
  } finally {
    mute.child.kill("SIGKILL");
  }
});

test("a host name: by its form where the pod has no resolver of its own", async () => {
  const { outcome, resolution, destination, cause } = await document(
    "a",
    "web.default.svc.cluster.local",
    "--port",
    "80",
  );
  assert.equal(outcome, "reachable", cause?.summary ?? "without a cause");
  assert.deepEqual([destination.kind, destination.name], ["Service", "web"]);
  assert.equal(resolution?.used, "svc/default/web");
  const { exitCode, stderr } = await tapline("diagnose", "a", "nobody.default.svc.cluster.local");
  assert.equal(exitCode, 2);
  assert.match(stderr, /HOST_NOT_FOUND/);
});

test("--repeat: each attempt, all of them, and where the lost ones were lost", async () => {
  const fine = await document("a", "b", "--repeat", "2", "--interval", "0s");
  assert.deepEqual([fine.attempts?.length, fine.repeat?.intermittent], [2, false]);
  assert.equal(fine.repeat?.answered, fine.repeat?.sent);
  await lab("inject", "underlay-blocked");
  try {
    const broken = await document("a", "b", "--repeat", "2", "--interval", "0s");
    assert.deepEqual([broken.outcome, broken.repeat?.failed], ["unreachable", 2]);
    assert.deepEqual(
      broken.repeat?.lostAt.map(({ stage, attempts }) => [stage, attempts]),
      [["underlay", 2]],
    );
  } finally {
    await lab("clear");
  }
});

test("a trace says what it comes to, at each level", async () => {
  const { stdout } = await tapline("trace", "a", "b", "-o", "json");
  const traced: TraceDocument = JSON.parse(stdout);
  for (const direction of traced.directions ?? []) {
    assert.equal(direction.logical?.reading?.result, "delivered");
    for (const { reading } of direction.openflow ?? []) assert.equal(reading?.result, "delivered");
  }
  await lab("inject", "acl-ingress-deny");
  try {
    const denied: TraceDocument = JSON.parse(
      (await tapline("trace", "a", "b", "-o", "json")).stdout,
    );
    const reading = denied.directions?.[0]?.logical?.reading;
    assert.equal(reading?.result, "dropped");
    assert.equal(reading?.drop?.resources[0]?.kind, "NetworkPolicy");
  } finally {
    await lab("clear");
  }
  const minimal = (await tapline("trace", "a", "b", "--minimal")).stdout;
  const verbose = (await tapline("trace", "a", "b", "--verbose")).stdout;
  assert.ok(minimal.length < stdout.length && verbose.includes("| Flow:"));
});

test("flows: counted by table, and those of an address", async () => {
  const { ip } = podNamed(session.status(), "b");
  const counted = JSON.parse((await tapline("flows", "node1", "--summary", "-o", "json")).stdout);
  assert.equal(counted.flows.length, 0);
  assert.equal(counted.summary.flows, counted.report.flows);
  const named = JSON.parse((await tapline("flows", "node1", "--ip", ip, "-o", "json")).stdout);
  assert.ok(named.flows.length > 0 && named.flows.length < counted.report.flows);
});

test("a Service from a node: rules as kube-proxy's send packets to a backend", async () => {
  const { netns } = nodeNamed(session.status(), "node1");
  const asked = ["node/node1", "svc/named", "--family", "4"];
  const untranslated = await document(...asked);
  const { outcome, failure, cause } = untranslated;
  assert.deepEqual(
    [outcome, failure?.stage, failure?.direction],
    ["unreachable", "source-pod", "request"],
  );
  assert.equal(cause?.code, "SERVICE_NOT_PROXIED");
  const backend = podNamed(session.status(), "b").ip;
  const translate = [
    "add table ip proxy",
    "add chain ip proxy out { type nat hook output priority -100; }",
    `add rule ip proxy out ip daddr 10.96.0.14 tcp dport 80 dnat to ${backend}:8080`,
  ];
  try {
    await nft(netns, ...translate);
    const plain = await document(...asked);
    assert.deepEqual([plain.outcome, plain.confidence], ["reachable", "confirmed"]);
    assert.equal(plain.path[0]?.point, "gateway-ovn0");
    // With another port of the node's nothing tells whose the packets are.
    await nft(
      netns,
      "add chain ip proxy post { type nat hook postrouting priority 90; }",
      `add rule ip proxy post ip daddr ${backend} tcp dport 8080 masquerade random,fully-random`,
    );
    const hidden = await document(...asked);
    assert.deepEqual([hidden.outcome, hidden.confidence], ["reachable", "likely"]);
    await lab("inject", "acl-ingress-deny");
    const denied = await document(...asked);
    assert.notEqual(denied.outcome, "reachable");
    assert.notEqual(denied.confidence, "confirmed");
  } finally {
    await lab("clear");
  }
});

test("a node's refusals say what to name instead", async () => {
  const own = await tapline("diagnose", "node/node2", "h");
  assert.equal(own.exitCode, 2);
  assert.match(own.stderr, /never leave node2; name a pod with a network of its own/);
  const trace = await tapline("trace", "node/node1", "node/node2");
  assert.equal(trace.exitCode, 2);
  assert.match(trace.stderr, /past OVN; use tapline diagnose/);
  const traced = await tapline("trace", "node/node1", "b");
  assert.equal(traced.exitCode, 0, traced.stderr);
});
