import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ChangeCounter } from "../../../../lib/ovsdb/change-counter.ts";
import { OvsdbClient } from "../../../../lib/ovsdb/client.ts";
import { northboundSchema } from "../../../installed-ovn.ts";
import { DatabaseServer, noServerReason, waitFor } from "./database-server.ts";

const database = "OVN_Northbound";
const insert = (name: string): object => ({ op: "insert", table: "Logical_Switch", row: { name } });
const update = (name: string, row: object): object => ({
  op: "update",
  table: "Logical_Switch",
  where: [["name", "==", name]],
  row,
});

describe("counting changes, on a real ovsdb-server", { skip: await noServerReason() }, () => {
  let server: DatabaseServer;
  let client: OvsdbClient;
  let counter: ChangeCounter;

  before(async () => {
    server = await DatabaseServer.create(northboundSchema);
    await server.transact(database, insert("there before"));
    const backoff = { firstMs: 10, maxMs: 50 };
    client = new OvsdbClient({ remotes: server.remote, database, backoff });
    counter = new ChangeCounter(client, [
      { table: "Logical_Switch", columns: ["name", "no_such_column"] },
      { table: "No_Such_Table", columns: ["name"] },
    ]);
  });
  after(async () => {
    await client.close();
    await server.remove();
  });

  const revision = async (): Promise<number> => {
    await waitFor(() => counter.revision !== null);
    return counter.revision ?? -1;
  };

  test("is unknown without a connection, and then counts what comes and goes", async () => {
    assert.equal(counter.revision, null);
    client.start();
    const first = await revision();
    await server.transact(database, insert("one"));
    await waitFor(() => counter.revision === first + 1);
    await server.transact(database, update("one", { name: "two" }), insert("three"));
    await waitFor(() => counter.revision === first + 2);
    const where = [["name", "==", "two"]];
    await server.transact(database, { op: "delete", table: "Logical_Switch", where });
    await waitFor(() => counter.revision === first + 3);
  });

  test("does not count other columns and tables", async () => {
    const first = await revision();
    await server.transact(database, update("three", { external_ids: ["map", [["a", "b"]]] }));
    const other = { op: "insert", table: "Address_Set", row: { name: "set" } };
    await server.transact(database, other);
    await server.transact(database, insert("the mark"));
    await waitFor(() => counter.revision === first + 1);
  });

  test("is unknown while the connection is away, and another number after it", async () => {
    const first = await revision();
    await server.stop();
    await waitFor(() => counter.revision === null);
    await server.start();
    assert.ok((await revision()) > first);
  });
});
