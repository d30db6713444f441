import type { OvnControllerFacts } from "../../proto/gen/tapline/v1/OvnControllerFacts.ts";
import { reason } from "../../proto/reasons/index.ts";
import { connectionStatuses } from "../../proto/wire/enums.ts";
import { wireReasons } from "../../proto/wire/reason.ts";
import { askDaemon, versionIn } from "./appctl.ts";
import { daemonState } from "./daemon.ts";

/**
 * Whether ovn-controller runs, and whether it has its southbound database.
 *
 * @throws {DaemonError} RUN_DIR_UNREADABLE.
 */
export async function ovnControllerFacts(
  ovnRunDir: string,
  signal: AbortSignal,
): Promise<OvnControllerFacts> {
  const state = await daemonState(ovnRunDir, "ovn-controller", ["ovn-controller.pid"]);
  if (!state.isRunning) {
    return {
      running: false,
      connection: "CONNECTION_STATUS_UNSPECIFIED",
      version: "",
      reasons: wireReasons(state.why),
    };
  }
  const socket = `${ovnRunDir}/ovn-controller.${state.pid}.ctl`;
  const [connection, version] = await Promise.all([
    askDaemon("ovn-appctl", socket, "connection-status", signal),
    askDaemon("ovn-appctl", socket, "version", signal),
  ]);
  const { answer } = connection;
  const status = connectionStatuses.has(answer) ? answer : "";
  const command = "connection-status";
  const unread = status === answer ? null : reason("DAEMON_ANSWERED", { command, answer });
  return {
    running: true,
    connection: connectionStatuses.toWire(status),
    version: versionIn(version.answer),
    reasons: wireReasons(state.why, connection.failure, unread),
  };
}
