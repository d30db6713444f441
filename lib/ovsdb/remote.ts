import { isIP } from "node:net";
import { OvsdbError } from "./ovsdb-error.ts";

/** Where a database server listens (ovsdb(7), "Connection Methods"). */
export type Remote =
  | { readonly kind: "unix"; readonly text: string; readonly path: string }
  | {
      readonly kind: "tcp" | "ssl";
      readonly text: string;
      readonly host: string;
      readonly port: number;
    };

const defaultPort = 6640;

/**
 * Reads a comma-separated list of remotes: `unix:/run/ovn/ovnnb_db.sock`, `tcp:172.18.0.2:6641`,
 * `ssl:[fd00::2]:6641`.
 *
 * @throws {OvsdbError} BAD_REMOTE.
 */
export function parseRemotes(list: string): readonly Remote[] {
  const parts = list.split(",").map((part) => part.trim());
  const remotes = parts.filter((part) => part !== "").map(parseRemote);
  if (remotes.length === 0) throw badRemote(list);
  return remotes;
}

const network =
  /^(?<kind>tcp|ssl):(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d+))?$/;

function parseRemote(text: string): Remote {
  if (text.startsWith("unix:") && text.length > "unix:".length) {
    return { kind: "unix", text, path: text.slice("unix:".length) };
  }
  const match = network.exec(text)?.groups;
  const host = match?.six ?? match?.host;
  const port = Number(match?.port ?? defaultPort);
  const isBadSix = match?.six !== undefined && isIP(match.six) !== 6;
  if (host === undefined || isBadSix || port < 1 || port > 65535) throw badRemote(text);
  return { kind: match?.kind === "ssl" ? "ssl" : "tcp", text, host, port };
}

function badRemote(remote: string): OvsdbError {
  const wanted = "unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT, comma-separated";
  const message = `Cannot connect to "${remote}": wanted ${wanted}`;
  return new OvsdbError({ code: "BAD_REMOTE", remote }, message);
}
