import type { VswitchdFacts } from "../../proto/gen/tapline/v1/VswitchdFacts.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { wireReasons } from "../../proto/wire/reason.ts";
import { controlSocket } from "../openflow/control-socket.ts";
import { integrationBridge, type OvsSnapshot } from "../ports/ovs-view.ts";
import { askDaemon, type DaemonAnswer, versionIn } from "./appctl.ts";
import { daemonState } from "./daemon.ts";

/**
 * Whether ovs-vswitchd runs and answers, and what bridges it has.
 *
 * @param snapshot null when the database could not be read.
 * @throws {DaemonError} RUN_DIR_UNREADABLE.
 */
export async function vswitchdFacts(
  ovsRunDir: string,
  snapshot: OvsSnapshot | null,
  signal: AbortSignal,
): Promise<VswitchdFacts> {
  const pidFiles = ["ovs-vswitchd.pid", "vswitchd.pid"];
  const state = await daemonState(ovsRunDir, "ovs-vswitchd", pidFiles);
  const version = state.isRunning ? await askVersion(ovsRunDir, signal) : none;
  return {
    running: state.isRunning,
    version: versionIn(version.answer),
    reasons: wireReasons(state.why, version.failure),
    bridges: snapshot?.bridges.map(({ name }) => name).sort() ?? [],
    datapathType: snapshot === null ? "" : datapathType(snapshot),
  };
}

const none: DaemonAnswer = { answer: "", failure: null };

/** Of the integration bridge: "system" is the kernel's, and the default that shows as "". */
export function datapathType(snapshot: OvsSnapshot): string {
  const name = integrationBridge(snapshot);
  const bridge = snapshot.bridges.find((candidate) => candidate.name === name);
  return bridge === undefined ? "" : bridge.datapathType || "system";
}

async function askVersion(ovsRunDir: string, signal: AbortSignal): Promise<DaemonAnswer> {
  try {
    return await askDaemon("ovs-appctl", await controlSocket(ovsRunDir), "version", signal);
  } catch (thrown) {
    return { answer: "", failure: reasonOf(thrown) };
  }
}
