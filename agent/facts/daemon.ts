import { readdir, readFile } from "node:fs/promises";
import { TaplineError } from "../../lib/errors.ts";

export type DaemonErrorType = {
  readonly code: "RUN_DIR_UNREADABLE";
  readonly runDir: string;
};
export class DaemonError extends TaplineError<DaemonErrorType> {}

/** A daemon of OVS or OVN as its pid file and /proc tell it. */
export interface DaemonState {
  readonly isRunning: boolean;
  /** Null when it does not run. */
  readonly pid: number | null;
  /** Why it does not run, or that it is stopped by a signal; "" when there is nothing to say. */
  readonly detail: string;
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
    const message = `Cannot look for ${program}: the directory ${runDir} is not readable`;
    throw new DaemonError({ code: "RUN_DIR_UNREADABLE", runDir }, message, { cause });
  });
  const file = pidFiles.find((name) => names.includes(name));
  if (file === undefined) return away(`there is no pid file ${pidFiles[0]} in ${runDir}`);
  const pid = Number((await readFile(`${runDir}/${file}`, "utf8").catch(() => "")).trim());
  if (!Number.isInteger(pid) || pid <= 0) return away(`${runDir}/${file} holds no process id`);
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stateOf(stat, pid, program);
}

/** @param stat contents of `/proc/<pid>/stat` (proc(5)), "" when there is no such process. */
export function stateOf(stat: string, pid: number, program: string): DaemonState {
  // The name stands in parentheses and may hold any character, so it ends at the last one.
  const match = /^\d+ \((?<name>.*)\) (?<state>\S) /s.exec(stat);
  if (!match?.groups) return away(`process ${pid} of its pid file is gone`);
  const { name, state } = match.groups;
  const shown = program.slice(0, 15); // TASK_COMM_LEN
  if (name !== shown) return away(`process ${pid} of its pid file is ${name} now`);
  if (state === "Z" || state === "X") return away(`process ${pid} has ended`);
  const isStopped = state === "T" || state === "t";
  return { isRunning: true, pid, detail: isStopped ? `process ${pid} is stopped by a signal` : "" };
}

function away(detail: string): DaemonState {
  return { isRunning: false, pid: null, detail };
}
