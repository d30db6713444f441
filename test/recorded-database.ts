import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { OvsdbClient } from "../lib/ovsdb/client.ts";
import { JsonSplitter } from "../lib/ovsdb/json-splitter.ts";

/** Schema and rows of a database as a server sent them; rows by table and uuid, in wire form. */
export interface RecordedDatabase {
  readonly schema: { readonly name: string; readonly version: string; readonly tables: object };
  readonly rows: Record<string, Record<string, Record<string, unknown>>>;
}

export async function readRecording(name: string): Promise<RecordedDatabase> {
  const url = new URL(`./fixtures/ovsdb/${name}`, import.meta.url);
  return JSON.parse(await readFile(url, "utf8"));
}

/** Serves a recording over the OVSDB protocol; `update` sends a change as a server would. */
export async function serveRecording(recording: RecordedDatabase) {
  const sockets = new Set<Socket>();
  const monitorIds = new Set<unknown>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const splitter = new JsonSplitter(1 << 20);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const text of splitter.push(chunk)) {
        const { id, method, params } = JSON.parse(text);
        if (method === "monitor_cond_since") monitorIds.add(params[1]);
        const result = replyTo(recording, method, params);
        socket.write(JSON.stringify({ id, result, error: null }));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const client = new OvsdbClient({
    remotes: `tcp:127.0.0.1:${port}`,
    database: recording.schema.name,
  });
  return {
    client,
    remote: `tcp:127.0.0.1:${port}`,
    update: (updates: object) => {
      for (const monitorId of monitorIds) {
        const message = { id: null, method: "update2", params: [monitorId, updates] };
        for (const socket of sockets) socket.write(JSON.stringify(message));
      }
    },
    close: async () => {
      await client.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function replyTo(recording: RecordedDatabase, method: string, params: readonly unknown[]): unknown {
  if (method === "list_dbs") return [recording.schema.name];
  if (method === "get_schema") return recording.schema;
  if (method === "echo") return params;
  const asked = (params[2] ?? {}) as Record<string, readonly { readonly columns: string[] }[]>;
  const updates = Object.entries(asked).map(([table, [request]]) => {
    const initial = Object.entries(recording.rows[table] ?? {}).map(([uuid, row]) => {
      const columns = Object.entries(row).filter(([name]) => request?.columns.includes(name));
      return [uuid, { initial: Object.fromEntries(columns) }];
    });
    return [table, Object.fromEntries(initial)];
  });
  return [false, "00000000-0000-0000-0000-000000000001", Object.fromEntries(updates)];
}
