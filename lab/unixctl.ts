import { readFileSync } from "node:fs";
import { messageOf } from "../lib/errors.ts";
import { LabError } from "./errors.ts";
import { ovsdbRequest } from "./ovsdb/client.ts";
import type { SwitchHost } from "./topology/specs.ts";

/**
 * Asks a daemon of Open vSwitch or OVN through its control socket, as `ovs-appctl` does (JSON-RPC,
 * lib/unixctl.c): a process less for each question.
 *
 * @returns what `ovs-appctl` would print
 * @throws {LabError} OVSDB when the daemon is away, silent, or refuses the command
 */
export async function askDaemon(
  socket: string,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  return String(await ovsdbRequest(socket, command, args));
}

/** The same of a host's ovs-vswitchd. */
export function askSwitch(
  host: SwitchHost,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  return askDaemon(controlSocket(host, "ovs-vswitchd"), command, ...args);
}

function controlSocket({ runDir }: SwitchHost, daemon: string): string {
  const file = `${runDir}/${daemon}.pid`;
  try {
    return `${runDir}/${daemon}.${readFileSync(file, "utf8").trim()}.ctl`;
  } catch (thrown) {
    const detail = messageOf(thrown);
    throw new LabError({ code: "OVSDB", detail }, `Cannot find ${daemon}'s socket: ${detail}`);
  }
}
