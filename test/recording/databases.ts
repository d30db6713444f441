import { once } from "node:events";
import { connect } from "node:net";
import { JsonSplitter } from "../../lib/ovsdb/json-splitter.ts";

/** Schemas and rows of OVN's databases, whole, in wire form. */

type Columns = Readonly<Record<string, { readonly type: unknown }>>;
interface Schema {
  readonly name: string;
  readonly version: string;
  readonly tables: Readonly<Record<string, { readonly columns: Columns }>>;
}
type Updates = Readonly<Record<string, Readonly<Record<string, { initial: object }>>>>;

/** @returns the text of a recording: one line a table. */
export async function recordDatabase(
  socket: string,
  database: "OVN_Northbound" | "OVN_Southbound",
): Promise<string> {
  const { ask, end } = await connection(socket);
  const schema = (await ask("get_schema", [database])) as Schema;
  const tables = Object.fromEntries(
    Object.entries(schema.tables).map(([table, { columns }]) => [
      table,
      {
        columns: Object.fromEntries(
          Object.entries(columns).map(([column, { type }]) => [column, { type }] as const),
        ),
      },
    ]),
  );
  const monitors = Object.entries(tables).map(([table, { columns }]) => [
    table,
    [{ columns: Object.keys(columns) }],
  ]);
  const none = "00000000-0000-0000-0000-000000000000";
  const parameters = [database, "recording", Object.fromEntries(monitors), none];
  const [, , updates] = (await ask("monitor_cond_since", parameters)) as [boolean, string, Updates];
  end();
  const rows = Object.entries(updates)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([table, changes]) => {
      const sorted = Object.entries(changes).sort(([one], [other]) => (one < other ? -1 : 1));
      const initial = sorted.map(([uuid, change]) => [uuid, change.initial] as const);
      return `${JSON.stringify(table)}:${JSON.stringify(Object.fromEntries(initial))}`;
    });
  const { name, version } = schema;
  const head = `"schema": ${JSON.stringify({ name, version, tables })}`;
  return `{\n${head},\n"rows": {\n${rows.join(",\n")}\n}\n}\n`;
}

/** Questions over one connection, answered in turn (RFC 7047 section 4). */
async function connection(path: string): Promise<{
  readonly ask: (method: string, params: readonly unknown[]) => Promise<unknown>;
  readonly end: () => void;
}> {
  const socket = connect(path);
  await once(socket, "connect");
  const splitter = new JsonSplitter(1 << 28);
  const ask = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    socket.write(JSON.stringify({ method, params, id: method }));
    for (;;) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      for (const text of splitter.push(chunk)) {
        const { id, result, error } = JSON.parse(text);
        if (id !== method) continue;
        if (error) throw new Error(`Cannot ${method}: ${JSON.stringify(error)}`);
        return result;
      }
    }
  };
  return { ask, end: () => socket.destroy() };
}
