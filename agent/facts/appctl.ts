import { ExecError, run } from "../../lib/exec.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";

/** Answers come at once or, from a daemon that is stopped, never. */
const timeoutMs = 1_000;

export interface DaemonAnswer {
  readonly answer: string;
  /** Why there is none. */
  readonly failure: Reason | null;
}

/**
 * Asks a daemon through its control socket; reads only (ovs-appctl(8), ovn-appctl(8)).
 *
 * @returns the answer, or why there is none.
 */
export async function askDaemon(
  tool: "ovs-appctl" | "ovn-appctl",
  socket: string,
  question: string,
  signal: AbortSignal,
): Promise<DaemonAnswer> {
  try {
    const { stdout } = await run([tool, "-t", socket, question], { timeoutMs, signal });
    return { answer: stdout.trim(), failure: null };
  } catch (thrown) {
    if (!(thrown instanceof ExecError)) throw thrown;
    const isLate = thrown.type.code === "TIMED_OUT";
    const late = reason("DAEMON_DID_NOT_ANSWER", { command: question, afterMs: timeoutMs });
    return { answer: "", failure: isLate ? late : reasonOf(thrown) };
  }
}

/** "23.03.1" from "ovn-controller 23.03.1", "3.1.0" from "ovs-vswitchd (Open vSwitch) 3.1.0". */
export function versionIn(answer: string): string {
  return /(?:^|\s)(\d+\.\d+(?:\.\d+)*\S*)/.exec(answer.split("\n")[0] ?? "")?.[1] ?? "";
}
