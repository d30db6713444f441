import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OvsdbClient, type OvsdbClientOptions } from "../../../../lib/ovsdb/client.ts";
import { defineTable } from "../../../../lib/ovsdb/define-table.ts";
import { OvsdbMirror } from "../../../../lib/ovsdb/mirror.ts";
import { OvsdbError } from "../../../../lib/ovsdb/ovsdb-error.ts";
import { northboundSchema } from "../../../installed-ovn.ts";
import { DatabaseServer, noServerReason, waitFor } from "./database-server.ts";

const database = "OVN_Northbound";
const insertSwitch = (name: string): object => ({
  op: "insert",
  table: "Logical_Switch",
  row: { name },
});
const updateSwitch = (name: string, row: object): object => ({
  op: "update",
  table: "Logical_Switch",
  where: [["name", "==", name]],
  row,
});

interface Switch {
  readonly uuid: string;
  readonly name: string;
  readonly ids: ReadonlyMap<string, string>;
  readonly nothing: readonly string[];
}
interface AddressSet {
  readonly name: string;
  readonly addresses: readonly string[];
}
interface Meter {
  readonly name: string;
  readonly fair: boolean | null;
}

const tables = {
  switches: defineTable({
    table: "Logical_Switch",
    columns: ["name", "external_ids", "copp", "no_such_column"],
    project: (row): Switch => ({
      uuid: row.uuid,
      name: row.string("name"),
      ids: row.map("external_ids"),
      nothing: row.strings("no_such_column"),
    }),
    indexes: { name: (row) => [row.name], owner: (row) => [row.ids.get("owner") ?? "nobody"] },
    rememberRemoved: 2,
  }),
  addressSets: defineTable({
    table: "Address_Set",
    columns: ["name", "addresses"],
    project: (row): AddressSet => ({
      name: row.string("name"),
      addresses: row.strings("addresses"),
    }),
    indexes: { name: (row) => [row.name] },
  }),
  meters: defineTable({
    table: "Meter",
    columns: ["name", "fair"],
    project: (row): Meter => ({ name: row.string("name"), fair: row.optionalBoolean("fair") }),
    indexes: { name: (row) => [row.name] },
  }),
  unknown: defineTable({
    table: "No_Such_Table",
    columns: ["name"],
    project: (row) => row.uuid,
    indexes: {},
  }),
};

function open(remotes: string, options: Partial<OvsdbClientOptions> = {}) {
  const backoff = { firstMs: 10, maxMs: 50 };
  const client = new OvsdbClient({ remotes, database, backoff, ...options });
  const mirror = new OvsdbMirror(client, tables, { coalesceMs: 5 });
  client.start();
  return { client, mirror };
}

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const reason = await noServerReason();

describe("a mirror of a real ovsdb-server", { skip: reason }, () => {
  let server: DatabaseServer;
  before(async () => {
    server = await DatabaseServer.create(northboundSchema);
  });
  after(async () => {
    await server.remove();
  });

  test("has the initial contents, follows changes, and tells what the schema lacks", async () => {
    await server.transact(database, insertSwitch("one"));
    const { client, mirror } = open(server.remote);
    await mirror.whenSynced(soon());
    const { switches } = mirror.tables;
    assert.equal(switches.find("name", "one")?.name, "one");
    assert.deepEqual(switches.find("name", "one")?.nothing, []);
    assert.deepEqual(mirror.status.missing, [
      { table: "Logical_Switch", column: "no_such_column" },
      { table: "No_Such_Table", column: null },
    ]);
    const changes: string[][] = [];
    mirror.onChange((changed) => changes.push([...changed]));

    await server.transact(
      database,
      updateSwitch("one", { external_ids: ["map", [["owner", "x"]]] }),
    );
    await waitFor(() => switches.has("owner", "x"));
    assert.equal(switches.has("owner", "nobody"), false);
    await server.transact(
      database,
      updateSwitch("one", { external_ids: ["map", [["owner", "y"]]] }),
    );
    await waitFor(() => switches.has("owner", "y"));
    assert.equal(switches.has("owner", "x"), false);
    await server.transact(database, updateSwitch("one", { external_ids: ["map", []] }));
    await waitFor(() => switches.has("owner", "nobody"));
    await waitFor(() => changes.length > 0);
    assert.ok(changes.every((changed) => changed.join() === "switches"));

    const { uuid } = switches.find("name", "one") ?? { uuid: "" };
    await server.transact(database, { op: "delete", table: "Logical_Switch", where: [] });
    await waitFor(() => switches.size === 0);
    assert.equal(switches.has("name", "one"), false);
    assert.ok(switches.removedAt(uuid.slice(0, 8)) instanceof Date);
    await client.close();
  });

  test("follows sets and optionals to empty and back", async () => {
    const insert = (row: object): object => ({ op: "insert", table: "Address_Set", row });
    const meter = { name: "m", unit: "kbps", bands: ["named-uuid", "b"] };
    const band = {
      op: "insert",
      table: "Meter_Band",
      "uuid-name": "b",
      row: { action: "drop", rate: 1 },
    };
    const set = (addresses: readonly string[]): object => ({
      op: "update",
      table: "Address_Set",
      where: [["name", "==", "s"]],
      row: { addresses: ["set", addresses] },
    });
    const fair = (value: unknown): object => ({
      op: "update",
      table: "Meter",
      where: [],
      row: { fair: value },
    });
    await server.transact(database, insert({ name: "s", addresses: ["set", ["a", "b"]] }));
    await server.transact(database, band, { op: "insert", table: "Meter", row: meter });
    const { client, mirror } = open(server.remote);
    await mirror.whenSynced(soon());
    const addresses = (): readonly string[] =>
      [...(mirror.tables.addressSets.find("name", "s")?.addresses ?? ["?"])].sort();
    assert.deepEqual(addresses(), ["a", "b"]);
    for (const wanted of [["b", "c", "d"], [], ["z"]]) {
      await server.transact(database, set(wanted));
      await waitFor(() => addresses().join() === wanted.join());
    }
    const isFair = (): boolean | null | undefined => mirror.tables.meters.find("name", "m")?.fair;
    assert.equal(isFair(), null);
    for (const [wire, wanted] of [
      [true, true],
      [false, false],
      [["set", []], null],
    ] as const) {
      await server.transact(database, fair(wire));
      await waitFor(() => isFair() === wanted);
    }
    await client.close();
  });

  test("is stale while the server is away and right again after it has come back", async () => {
    await server.transact(database, insertSwitch("kept"), insertSwitch("removed-while-away"));
    const { client, mirror } = open(server.remote);
    await mirror.whenSynced(soon());
    await server.stop();
    await waitFor(() => mirror.status.state === "stale");
    assert.ok(mirror.tables.switches.has("name", "kept"), "old contents stay readable");
    await waitFor(() => client.status.lastError?.type.code === "CONNECT_FAILED");
    assert.equal(client.status.state, "connecting");
    await assert.rejects(client.select("Logical_Switch", [], ["name"]), OvsdbError);

    await server.start();
    const where = [["name", "==", "removed-while-away"]];
    await server.transact(database, { op: "delete", table: "Logical_Switch", where });
    await mirror.whenSynced(soon());
    await waitFor(() => !mirror.tables.switches.has("name", "removed-while-away"));
    assert.ok(mirror.tables.switches.has("name", "kept"));
    await waitFor(() => client.status.state === "connected");
    assert.equal(client.status.lostConnections, 1);
    await client.close();
    assert.equal(client.status.state, "closed");
    assert.equal(mirror.status.state, "stale");
  });

  test("gives up a server that is there but answers nothing", async () => {
    const { client, mirror } = open(server.remote, { probeIntervalMs: 50, requestTimeoutMs: 100 });
    await mirror.whenSynced(soon());
    server.signal("SIGSTOP");
    await waitFor(() => client.status.lastError?.type.code === "PROBE_UNANSWERED");
    assert.equal(mirror.status.state, "stale");
    server.signal("SIGCONT");
    await mirror.whenSynced(soon());
    await client.close();
  });

  test("stays connected to a server that probes, and reads rows on request", async () => {
    const { client, mirror } = open(server.remote, { probeIntervalMs: 20 });
    await mirror.whenSynced(soon());
    const rows = await client.select("Logical_Switch", [["name", "==", "kept"]], ["name", "ports"]);
    assert.deepEqual(
      rows.map((row) => [row.string("name"), row.strings("ports")]),
      [["kept", []]],
    );
    await assert.rejects(
      client.select("No_Such_Table", [], ["name"]),
      (thrown) => thrown instanceof OvsdbError && thrown.type.code === "REQUEST_FAILED",
    );
    const startedAt = Date.now();
    await waitFor(() => Date.now() - startedAt > 100);
    assert.equal(client.status.lostConnections, 0);
    await client.close();
  });

  test("close leaves no timer and no socket, at whatever moment it comes", async () => {
    const handles = (): number =>
      process.getActiveResourcesInfo().filter((one) => /^(Pipe|TCP|Timeout)/.test(one)).length;
    const before = handles();
    for (const turns of [0, 1, 2, 3, 5, 8, 13]) {
      const { client, mirror } = open(`unix:${server.folder}/nobody,${server.remote}`);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      const waiting = mirror.whenSynced(new AbortController().signal);
      await Promise.all([waiting.catch(() => {}), client.close()]);
      assert.equal(client.status.state, "closed");
      assert.notEqual(mirror.status.state, "synced");
    }
    await waitFor(() => handles() <= before);
  });

  test("takes the next remote when one does not answer", async () => {
    const { client, mirror } = open(`unix:${server.folder}/nobody,${server.remote}`);
    await mirror.whenSynced(soon());
    await waitFor(() => client.status.state === "connected");
    assert.equal(client.status.remote, server.remote);
    await client.close();
  });

  test("says why it cannot be synced: no such database, no server", async () => {
    const wrong = new OvsdbClient({ remotes: server.remote, database: "Nothing" });
    wrong.start();
    await waitFor(() => wrong.status.lastError?.type.code === "REQUEST_FAILED");
    await wrong.close();
    const { client, mirror } = open(`unix:${server.folder}/nobody`);
    const waiting = mirror.whenSynced(soon());
    await waitFor(() => client.status.lastError?.type.code === "CONNECT_FAILED");
    await Promise.all([assert.rejects(waiting, OvsdbError), client.close()]);
  });
});
