import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { lookUp } from "../../../../agent/probe/dns-lookup.ts";

/** A name server of a few lines (RFC 1035): A records of a table, NXDOMAIN for the rest. */
const records = new Map([["web.shop.svc.cluster.local", "10.96.0.7"]]);
const silent = "nobody.answers";
let server: Socket;
let address: string;
const asked: string[] = [];

before(async () => {
  server = createSocket("udp4");
  server.on("message", (query, { port, address: from }) => {
    const reply = answerTo(query);
    if (reply !== null) server.send(reply, port, from);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  address = `127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const typeA = 1;

function answerTo(query: Buffer): Buffer | null {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const name = labels.join(".").toLowerCase();
  const type = query.readUInt16BE(at + 1);
  asked.push(name);
  if (name === silent) return null;
  const ip = records.get(name);
  const question = query.subarray(12, at + 5);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(ip === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(ip !== undefined && type === typeA ? 1 : 0, 6);
  header.fill(0, 8, 12);
  if (ip === undefined || type !== typeA) return Buffer.concat([header, question]);
  const answer = Buffer.from([
    0xc0,
    0x0c,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    30,
    0,
    4,
    ...ip.split(".").map(Number),
  ]);
  return Buffer.concat([header, question, answer]);
}

const base = { protocol: "dns", waitMs: 300 } as const;

test("the first name that has addresses answers, and what was tried before is told", async () => {
  const names = ["web.shop.shop.svc.cluster.local", "web.shop.svc.cluster.local", "web.shop"];
  const report = await lookUp({ ...base, names, servers: [address] });
  assert.deepEqual(report.addresses, ["10.96.0.7"]);
  assert.equal(report.foundAs, "web.shop.svc.cluster.local");
  assert.deepEqual(report.attempts, [
    { name: "web.shop.shop.svc.cluster.local", outcome: "ENOTFOUND" },
    { name: "web.shop.svc.cluster.local", outcome: "answered" },
  ]);
  assert.ok(!asked.includes("web.shop"));
});

test("a name that nobody knows was asked for in every form", async () => {
  const names = ["a.example", "b.example"];
  const report = await lookUp({ ...base, names, servers: [address] });
  assert.deepEqual(report.addresses, []);
  assert.deepEqual(
    report.attempts.map(({ outcome }) => outcome),
    ["ENOTFOUND", "ENOTFOUND"],
  );
});

test("a server that does not answer is asked once", async () => {
  const report = await lookUp({ ...base, names: [silent, "web.shop"], servers: [address] });
  assert.deepEqual(report.attempts, [{ name: silent, outcome: "ETIMEOUT" }]);
});
