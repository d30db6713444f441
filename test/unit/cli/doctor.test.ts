import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { renderDoctor } from "../../../cli/render/doctor.ts";
import { schemas } from "../../../proto/documents/schemas.ts";
import type { DoctorDocument } from "../../../proto/documents/v1/doctor.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

type Item = DoctorDocument["items"][number];

const connected = reason("AGENT_CONNECTED", {});
const never = reason("AGENT_NEVER_CONNECTED", {});
const start = reason("ADVICE_START_AGENT", { node: "node9" });

function item(check: string, node: string, status: Item["status"], more: Partial<Item> = {}): Item {
  const found = reasonIn("en", connected);
  const subject = { kind: "Node", name: node };
  return { check, subject, status, found, because: connected, remedy: null, ...more };
}

const failed = item("agents-connected", "node9", "failed", {
  ...{ found: reasonIn("en", never), because: never },
  remedy: { text: reasonIn("en", start), because: start, commands: ["kubectl get pods"] },
});
const unseen = { found: reasonIn("en", never), because: never };

function documentOf(outcome: DoctorDocument["outcome"], items: readonly Item[]): DoctorDocument {
  const count = (status: string) => items.filter((one) => one.status === status).length;
  return {
    ...{ apiVersion: "tapline/v1", kind: "Doctor", startedAt: "2026-06-01T00:00:00.000Z" },
    ...{ durationMs: 5, aggregator: { version: "1.2.3" }, outcome, items },
    counts: {
      ...{ ok: count("ok"), warning: count("warning") },
      ...{ failed: count("failed"), unknown: count("unknown") },
    },
  };
}

const plain = { lang: "en", color: false, columns: 100 } as const;

test("doctor: one line for what is the same, and what to do below what is wrong", () => {
  const many = ["1", "2", "3", "4", "5", "6"].map((n) =>
    item("agents-connected", `node${n}`, "ok"),
  );
  const items = [
    ...many,
    failed,
    item("nodes-tunnel", "node9", "unknown", unseen),
    item("nodes-daemons", "node9", "unknown", unseen),
  ];
  const text = renderDoctor(documentOf("failed", items), plain, false);
  assert.deepEqual(text.split("\n"), [
    "The installation is not whole: 1 failed, 2 unknown, 6 ok",
    "",
    "✔ agents-connected  node1, node2, node3, node4 and 2 more: connected",
    "✘ agents-connected  node9: no agent of this node has ever connected",
    `    → ${reasonIn("en", start)}`,
    "      kubectl get pods",
    "? unknown nodes-tunnel, nodes-daemons  node9: no agent of this node has ever connected",
    "",
  ]);
});

test("doctor: in Chinese, with all details where they are wanted", () => {
  const tools = item("agents-tools", "node1", "ok", { details: { tcpdump: "4.99.3", nft: "" } });
  const document = documentOf("failed", [failed, tools]);
  const text = renderDoctor(document, { ...plain, lang: "zh" }, true);
  assert.match(text, /^安装不完好：1 项失败，1 项正常\n/);
  assert.match(text, /✘ agents-connected {2}node9：该节点的 agent 从未连接/);
  assert.match(text, /tcpdump 4\.99\.3, nft –/);
});

for (const [outcome, expected] of [
  ["ok", 0],
  ["warning", 0],
  ["failed", 1],
  ["unknown", 3],
] as const) {
  test(`doctor: exits with ${expected} where the outcome is ${outcome}`, async () => {
    const document = documentOf(outcome, [item("agents-connected", "node1", outcome)]);
    const doctorJson = JSON.stringify(document);
    await withAggregator(
      { Doctor: (_call, callback) => callback(null, { doctorJson }) },
      async (address) => {
        const { status, stdout } = await cli(["doctor", "-o", "json", "--address", address]);
        assert.equal(status, expected);
        assert.deepEqual(schemas.v1.doctor.parse(JSON.parse(stdout)), document);
      },
    );
  });
}

/** What a doctor says at an address without an aggregator, as JSON and as text. */
async function unreached(address: string) {
  const json = await cli(["doctor", "-o", "json", "--address", address]);
  const text = await cli(["doctor", "--address", address]);
  assert.deepEqual([json.status, text.status], [5, 5]);
  const document = schemas.v1.doctor.parse(JSON.parse(json.stdout));
  assert.deepEqual([document.aggregator, document.outcome], [null, "failed"]);
  const [first] = document.items;
  assert.equal(first?.check, "aggregator-reachable");
  const args = first?.because?.args as { why: { code: string } } | undefined;
  return { why: args?.why.code, advice: first?.remedy?.because?.code, text: text.stdout };
}

test("doctor: without an aggregator it says what it tried, and exits with 5", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-doctor-"));
  try {
    const path = join(folder, "none.sock");
    const absent = await unreached(`unix:${path}`);
    assert.deepEqual([absent.why, absent.advice], ["SOCKET_ABSENT", "ADVICE_SOCKET_ABSENT"]);
    const told = absent.text.replaceAll(/\n +/g, " ");
    assert.ok(told.includes(`tried unix:${path}: there is no such socket`), told);
    writeFileSync(path, "");
    assert.equal((await unreached(`unix:${path}`)).why, "PORT_REFUSED");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("doctor: a port where nothing listens leads to a port-forward", async () => {
  const { why, advice, text } = await unreached("127.0.0.1:1");
  assert.deepEqual([why, advice], ["PORT_REFUSED", "ADVICE_PORT_FORWARD"]);
  assert.match(text, /kubectl -n tapline port-forward .* 10671:10671/);
});

test("doctor: something else that listens there is told from nothing", async () => {
  const other = createServer((socket) => {
    socket.on("error", () => {}); // whoever connected went away
    socket.end("220 not an aggregator\r\n");
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { why, advice } = await unreached(`127.0.0.1:${port}`);
  assert.deepEqual([why, advice], ["ANSWERS_OTHERWISE", "ADVICE_OTHER_ADDRESS"]);
  other.close();
});
