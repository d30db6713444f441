import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { defaultClientOptions, OvsdbClient } from "../../../../lib/ovsdb/client.ts";
import { OvsdbConnection } from "../../../../lib/ovsdb/connection.ts";
import { JsonSplitter } from "../../../../lib/ovsdb/json-splitter.ts";
import { OvsdbError } from "../../../../lib/ovsdb/ovsdb-error.ts";
import { parseRemotes } from "../../../../lib/ovsdb/remote.ts";
import { waitFor } from "./database-server.ts";

type Message = { readonly id?: unknown; readonly method?: string; readonly params?: unknown };
type Answer = (message: Message, reply: (body: unknown) => void) => void;

let server: Server;
let remote: string;
let answer: Answer = () => {};
const sockets = new Set<Socket>();

beforeEach(async () => {
  answer = () => {};
  server = createServer((socket) => {
    sockets.add(socket);
    const splitter = new JsonSplitter(1 << 20);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const text of splitter.push(chunk)) {
        answer(JSON.parse(text), (body) => socket.write(JSON.stringify(body)));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  remote = `tcp:127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
});

async function open(options: { probeIntervalMs?: number; maxPending?: number } = {}) {
  const [first] = parseRemotes(remote);
  assert.ok(first);
  const all = { ...defaultClientOptions, ...options };
  return OvsdbConnection.open(first, all, new AbortController().signal);
}

const codeIs = (code: string) => (thrown: unknown) =>
  thrown instanceof OvsdbError && thrown.type.code === code;
const decode = (result: unknown): unknown => result;

test("answers the server's inactivity probe with what it sent", async () => {
  const heard: Message[] = [];
  answer = (message) => heard.push(message);
  const connection = await open();
  await waitFor(() => sockets.size === 1);
  for (const socket of sockets) socket.write('{"id":"echo","method":"echo","params":["x",1]}');
  await waitFor(() => heard.length === 1);
  assert.deepEqual(heard[0], { id: "echo", result: ["x", 1], error: null });
  connection.close(new OvsdbError({ code: "ABORTED" }, "test"));
});

test("a reply is decoded before the update behind it in the same chunk", async () => {
  answer = ({ id }) => {
    const update = { id: null, method: "update2", params: ["m", { late: true }] };
    const text = JSON.stringify({ id, result: "first", error: null }) + JSON.stringify(update);
    for (const socket of sockets) socket.write(text);
  };
  const connection = await open();
  const order: unknown[] = [];
  connection.onUpdate("m", (_method, params) => order.push(params[0]));
  await connection.call("monitor", [], { decode: (result) => order.push(result) });
  assert.deepEqual(order, ["first", { late: true }]);
  connection.close(new OvsdbError({ code: "ABORTED" }, "test"));
});

test("calls end by an error, in time, by signal, at the limit, and with the session", async () => {
  answer = ({ id, method }, reply) => {
    if (method === "fail") reply({ id, result: null, error: { error: "no", details: "way" } });
  };
  const connection = await open({ maxPending: 3 });
  await assert.rejects(connection.call("fail", [], { decode }), codeIs("REQUEST_FAILED"));
  await assert.rejects(
    connection.call("mute", [], { decode, timeoutMs: 10 }),
    codeIs("REQUEST_TIMED_OUT"),
  );
  const signal = AbortSignal.timeout(10);
  await assert.rejects(connection.call("mute", [], { decode, signal }), codeIs("ABORTED"));
  const waiting = [1, 2, 3].map(() => connection.call("mute", [], { decode }));
  const ended = waiting.map((one) => assert.rejects(one, codeIs("CONNECTION_LOST")));
  await assert.rejects(connection.call("mute", [], { decode }), codeIs("TOO_MANY_REQUESTS"));
  for (const socket of sockets) socket.destroy();
  await Promise.all(ended);
  assert.equal((await connection.closed).type.code, "CONNECTION_LOST");
  await assert.rejects(connection.call("mute", [], { decode }), codeIs("CONNECTION_LOST"));
});

test("a server that sends nonsense, or nothing, is given up", async () => {
  const nonsense = await open();
  await waitFor(() => sockets.size === 1);
  for (const socket of sockets) socket.write("HTTP/1.1 400 Bad Request\r\n");
  assert.equal((await nonsense.closed).type.code, "BAD_MESSAGE");
  const silent = await open({ probeIntervalMs: 20 });
  assert.equal((await silent.closed).type.code, "PROBE_UNANSWERED");
});

test("leaderOnly refuses a follower and leaves a leader that is no longer one", async () => {
  let isLeader = false;
  const row = (): object => ({ name: "DB", model: "clustered", connected: true, leader: isLeader });
  const update = (): object => ({ Database: { u1: { new: row() } } });
  answer = ({ id, method }, reply) => {
    if (method === "list_dbs") reply({ id, result: ["_Server", "DB"], error: null });
    if (method === "monitor") reply({ id, result: update(), error: null });
    if (method === "get_schema") {
      reply({ id, result: { name: "DB", version: "1.0.0", tables: {} }, error: null });
    }
  };
  const backoff = { firstMs: 5, maxMs: 10 };
  const client = new OvsdbClient({ remotes: remote, database: "DB", leaderOnly: true, backoff });
  client.start();
  await waitFor(() => client.status.lastError?.type.code === "NOT_LEADER");
  assert.equal(client.status.state, "connecting");
  isLeader = true;
  await waitFor(() => client.status.state === "connected");
  isLeader = false;
  for (const socket of sockets) {
    socket.write(JSON.stringify({ id: null, method: "update", params: ["_server", update()] }));
  }
  await waitFor(() => client.status.state === "connecting");
  assert.equal(client.status.lastError?.type.code, "NOT_LEADER");
  await client.close();
  await waitFor(() => [...sockets].every((socket) => socket.destroyed || socket.readableEnded));
});

test("an address that nobody serves, and one that does not answer, end in time", async () => {
  const signal = new AbortController().signal;
  const [nobody] = parseRemotes("unix:/nonexistent/db.sock");
  assert.ok(nobody);
  await assert.rejects(
    OvsdbConnection.open(nobody, defaultClientOptions, signal),
    codeIs("CONNECT_FAILED"),
  );
  await assert.rejects(
    OvsdbConnection.open(nobody, defaultClientOptions, AbortSignal.abort()),
    codeIs("ABORTED"),
  );
});
