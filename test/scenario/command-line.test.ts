import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { run, start } from "../../lib/exec.ts";
import { schemas } from "../../proto/documents/schemas.ts";
import { get } from "../unit/lib/http/get.ts";
import { conforming } from "../unit/proto/documents/conforming.ts";
import { agentPid, nodeNamed, podNamed } from "./in-lab.ts";
import { diagnose, lab } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** The command line as users type it: its words, its exit statuses, what it prints. */
const session = labSession("tlcli");

const anyExit = [1, 2, 3, 4, 5];

async function tapline(...args: readonly string[]) {
  const argv = ["node", "cli/bin.js", ...args];
  return run(argv, { env: session.env(), okCodes: anyExit, timeoutMs: 30_000 });
}

/** What a command prints with `-o json`. */
async function document<T extends z.ZodType>(schema: T, ...args: readonly string[]) {
  return conforming(schema, (await tapline(...args, "-o", "json")).stdout);
}

test("the argument order of kubectl ko trace", async () => {
  const { ip } = podNamed(session.status(), "b");
  const { diagnosis, exitCode } = await diagnose(session.env(), "default/a", ip, "tcp", "8080");
  assert.equal(exitCode, 0);
  assert.deepEqual(
    [diagnosis?.destination.name, diagnosis?.traffic.protocol, diagnosis?.traffic.port],
    ["b", "tcp", 8080],
  );
});

test("the first line of the text is the verdict", async () => {
  const { stdout } = await tapline("diagnose", "pod/a", "pod/b", "-n", "default");
  assert.match(
    stdout.split("\n")[0] ?? "",
    /^REACHABLE \(confirmed\): default\/a → default\/b icmp/,
  );
});

test("the document has the fields of the contract", async () => {
  const { diagnosis } = await diagnose(session.env(), "a", "b", "--count", "7");
  assert.deepEqual([diagnosis?.apiVersion, diagnosis?.kind], ["tapline/v1", "Diagnosis"]);
  assert.deepEqual(
    diagnosis?.path.map(({ point, request, reply }) => [point, request, reply]),
    ["source-veth", "source-uplink", "destination-uplink", "destination-veth"].map((point) => [
      point,
      { expected: 7, seen: 7 },
      { expected: 7, seen: 7 },
    ]),
  );
});

test("large packets that fit pass, and one that the pod cannot send is called that", async () => {
  const fits = await diagnose(session.env(), "a", "b", "--size", "1400");
  assert.equal(fits.diagnosis?.outcome, "reachable");
  const { diagnosis } = await diagnose(session.env(), "a", "b", "--size", "1500");
  assert.deepEqual(
    [diagnosis?.outcome, diagnosis?.failure?.stage, diagnosis?.cause?.code],
    ["unreachable", "source-pod", "POD_PACKET_TOO_LARGE"],
  );
});

test("--passive sends nothing and watches what flows", async () => {
  const a = podNamed(session.status(), "a");
  const b = podNamed(session.status(), "b");
  const silent = await diagnose(session.env(), "a", "b", "--passive", "--timeout", "4s");
  assert.equal(silent.exitCode, 3);
  assert.match(silent.diagnosis?.coverage.notObserved.join("\n") ?? "", /no icmp .* was seen/);
  const ping = await start(["ip", "netns", "exec", a.netns, "ping", "-i", "0.2", b.ip]);
  ping.stdout?.resume();
  try {
    const { diagnosis } = await diagnose(session.env(), "a", "b", "--passive", "--timeout", "6s");
    assert.equal(diagnosis?.outcome, "reachable");
    assert.equal(diagnosis.traffic.mode, "passive");
    assert.ok((diagnosis.path[0]?.request.seen ?? 0) > 5);
  } finally {
    ping.child.kill("SIGTERM");
  }
});

test("eight at once do not mix: each is about its own packets", async () => {
  const pairs = [
    ["a", "b"],
    ["a", "c"],
    ["a", "d"],
    ["b", "a"],
  ] as const;
  const runs = await Promise.all(
    // Four wait until the others have ended, which counts.
    [...pairs, ...pairs].map(([from, to]) => diagnose(session.env(), from, to, "--timeout", "50s")),
  );
  for (const [index, { diagnosis, stderr }] of runs.entries()) {
    const [from, to] = pairs[index % pairs.length] ?? [];
    assert.equal(diagnosis?.outcome, "reachable", stderr);
    assert.deepEqual([diagnosis.source.name, diagnosis.destination.name], [from, to]);
    assert.deepEqual(diagnosis.path[0]?.request, { expected: 5, seen: 5 });
  }
});

test("exit status 2: what was typed is wrong, with what to type", async () => {
  const unknown = await tapline("diagnose", "a", "nobody");
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /Cannot find pod default\/nobody/);
  const portless = await tapline("diagnose", "a", "b", "--protocol", "tcp");
  assert.equal(portless.exitCode, 2);
  assert.match(portless.stderr, /port/);
  assert.equal((await tapline("diagnose", "a", "a")).exitCode, 2);
});

test("exit status 5: no aggregator, said quickly", async () => {
  const { exitCode, stderr } = await tapline("agents", "--address", "unix:/nonexistent.sock");
  assert.equal(exitCode, 5);
  assert.match(stderr, /nonexistent\.sock/);
});

test("agents, flows and trace answer", async () => {
  const agents = await document(schemas.v1.agents, "agents");
  assert.deepEqual(
    agents.agents.map(({ node, status }) => [node, status]),
    ["node1", "node2", "node3"].map((node) => [node, "ok"]),
  );
  const flows = await document(schemas.v1.flows, "flows", "node1");
  assert.equal(flows.node, "node1");
  assert.ok(flows.flows.length > 100);
  assert.equal(flows.report.unparsed, 0);
  const trace = await document(schemas.v1.trace, "trace", "a", "b");
  assert.deepEqual(
    trace.directions?.map(({ direction, logical, openflow }) => [
      direction,
      logical?.result,
      openflow?.map(({ node, result }) => [node, result]),
    ]),
    [
      [
        "request",
        "delivered",
        [
          ["node1", "delivered"],
          ["node2", "delivered"],
        ],
      ],
      [
        "reply",
        "delivered",
        [
          ["node2", "delivered"],
          ["node1", "delivered"],
        ],
      ],
    ],
  );
});

test("doctor: all is well, then each thing that is broken by hand is named", async () => {
  const whole = await document(schemas.v1.doctor, "doctor");
  assert.deepEqual(
    whole.items.filter(({ status }) => status !== "ok"),
    [],
  );
  const node = nodeNamed(session.status(), "node1");
  const vsctl = (...args: readonly string[]) =>
    run(["ovs-vsctl", `--db=unix:${node.ovsRunDir}/db.sock`, ...args]);
  process.kill(await agentPid(session.status(), "node2"), "SIGTERM");
  await vsctl("set", "Open_vSwitch", ".", "external_ids:ovn-encap-ip=198.51.100.9");
  await vsctl("set", "Open_vSwitch", ".", "other_config:hw-offload=true");
  const bad = (items: typeof whole.items): string[] => {
    const wrong = items.filter(({ status }) => status !== "ok");
    const lines = wrong.map(({ check, subject, status }) => `${check} ${subject.name} ${status}`);
    return [...new Set(lines)].sort();
  };
  const unseen = [
    "agents-tools",
    "nodes-daemons",
    "nodes-datapath",
    "nodes-software",
    "nodes-tunnel",
  ];
  const expected = [
    ...[
      "agents-connected node2 failed",
      "nodes-datapath node1 warning",
      "nodes-tunnel node1 failed",
    ],
    ...unseen.map((check) => `${check} node2 unknown`),
  ].sort();
  // Agents, daemons and databases take a moment to find out.
  let answer = await tapline("doctor", "-o", "json");
  const found = (): string[] => bad(conforming(schemas.v1.doctor, answer.stdout).items);
  const endsAt = Date.now() + 20_000;
  while (Date.now() < endsAt && found().join() !== expected.join()) {
    answer = await tapline("doctor", "-o", "json");
  }
  await lab("clear");
  assert.deepEqual([answer.exitCode, found()], [1, expected]);
});

test("the aggregator tells by HTTP that it is ready, and what it has done", async () => {
  const { http, httpSocket } = session.status().aggregator;
  const ready = await fetch(`${http}/readyz`);
  assert.equal(ready.status, 200);
  const metrics = await (await fetch(`${http}/metrics`)).text();
  assert.match(
    metrics,
    /^tapline_aggregator_requests_total\{request="doctor",outcome="answered"\} \d+$/m,
  );
  assert.match(metrics, /^tapline_aggregator_diagnoses_total\{outcome="reachable"\} \d+$/m);
  const answer = await get(httpSocket, "/v1/agents");
  assert.equal(conforming(schemas.v1.agents, answer.body).agents.length, 3);
});

test("what else is printed as JSON is as its schema says", async () => {
  await document(schemas.v1.trace, "trace", "a", "svc/web", "--port", "80", "--verbose");
  await document(schemas.v1.flows, "flows", "default/a", "--summary");
  const all = await document(schemas.v1.diagnosis, "diagnose", "a", "b", "--repeat", "2");
  assert.equal(all.attempts?.length, 2);
});
