import { isIP } from "node:net";
import { OvsdbError } from "./ovsdb-error.ts";

/** Where a database server listens (ovsdb(7), "Connection Methods"). */
export type Remote =
  | { readonly kind: "unix"; readonly text: string; readonly path: string }
  | { readonly kind: "tcp"; readonly text: string; readonly host: string; readonly port: number };

const defaultPort = 6640;

/**
 * Reads a comma-separated list of remotes: `unix:/run/ovn/ovnnb_db.sock`, `tcp:172.18.0.2:6641`,
 * `tcp:[fd00::2]:6641`.
 *
 * @throws {OvsdbError} BAD_REMOTE, or REMOTE_NOT_SUPPORTED for `ssl:`.
 */
export function parseRemotes(list: string): readonly Remote[] {
  const parts = list.split(",").map((part) => part.trim());
  const remotes = parts.filter((part) => part !== "").map(parseRemote);
  if (remotes.length === 0) throw badRemote(list);
  return remotes;
}

function parseRemote(text: string): Remote {
  if (text.startsWith("unix:") && text.length > "unix:".length) {
    return { kind: "unix", text, path: text.slice("unix:".length) };
  }
  if (text.startsWith("ssl:")) {
    const message = `Cannot connect to ${text}: ssl is not supported yet, wanted unix: or tcp:`;
    throw new OvsdbError({ code: "REMOTE_NOT_SUPPORTED", remote: text }, message);
  }
  const match = /^tcp:(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d+))?$/.exec(
    text,
  );
  const host = match?.groups?.six ?? match?.groups?.host;
  const port = Number(match?.groups?.port ?? defaultPort);
  const isBadSix = match?.groups?.six !== undefined && isIP(match.groups.six) !== 6;
  if (host === undefined || isBadSix || port < 1 || port > 65535) throw badRemote(text);
  return { kind: "tcp", text, host, port };
}

function badRemote(remote: string): OvsdbError {
  const wanted = "unix:PATH or tcp:HOST:PORT, comma-separated";
  const message = `Cannot connect to "${remote}": wanted ${wanted}`;
  return new OvsdbError({ code: "BAD_REMOTE", remote }, message);
}
