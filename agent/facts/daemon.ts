import { readdir, readFile } from "node:fs/promises";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

export class DaemonError extends ReasonedError<Reason<"RUN_DIR_UNREADABLE">> {}

/** A daemon of OVS or OVN as its pid file and /proc tell it. */
export interface DaemonState {
  readonly isRunning: boolean;
  /** Null when it does not run. */
  readonly pid: number | null;
  /** Why it does not run, or that it is stopped by a signal; null when there is nothing to say. */
  readonly why: Reason | null;
}

/**
 * Whether a daemon runs. A process that is stopped by a signal runs: it only answers nothing.
 *
 * @param pidFiles names that the pid file may have in `runDir`.
 * @throws {DaemonError} RUN_DIR_UNREADABLE: then nothing can be said.
 */
export async function daemonState(
  runDir: string,
  program: string,
  pidFiles: readonly string[],
): Promise<DaemonState> {
  const names = await readdir(runDir).catch((cause) => {
    throw new DaemonError(reason("RUN_DIR_UNREADABLE", { program, folder: runDir }), { cause });
  });
  const file = pidFiles.find((name) => names.includes(name));
  if (file === undefined) {
    return away(reason("NO_PID_FILE", { name: pidFiles[0] ?? "", folder: runDir }));
  }
  const pid = Number((await readFile(`${runDir}/${file}`, "utf8").catch(() => "")).trim());
  if (!Number.isInteger(pid) || pid <= 0) {
    return away(reason("PID_FILE_WITHOUT_PID", { path: `${runDir}/${file}` }));
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stateOf(stat, pid, program);
}

/** @param stat contents of `/proc/<pid>/stat` (proc(5)), "" when there is no such process. */
export function stateOf(stat: string, pid: number, program: string): DaemonState {
  // The name stands in parentheses and may hold any character, so it ends at the last one.
  const match = /^\d+ \((?<name>.*)\) (?<state>\S) /s.exec(stat);
  if (!match?.groups) return away(reason("PROCESS_GONE", { pid }));
  const { name, state } = match.groups;
  const shown = program.slice(0, 15); // TASK_COMM_LEN
  if (name !== shown) return away(reason("PROCESS_IS_ANOTHER", { pid, name: name ?? "" }));
  if (state === "Z" || state === "X") return away(reason("PROCESS_ENDED", { pid }));
  const isStopped = state === "T" || state === "t";
  return { isRunning: true, pid, why: isStopped ? reason("PROCESS_STOPPED", { pid }) : null };
}

function away(why: Reason): DaemonState {
  return { isRunning: false, pid: null, why };
}
