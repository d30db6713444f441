import { inNetns, type RunOptions, type RunResult, run } from "../lib/exec.ts";
import { netnsPath } from "./names.ts";
import type { SwitchHost } from "./topology/specs.ts";

/** Runs a program in a named network namespace. */
export function runIn(
  netns: string,
  argv: readonly string[],
  options?: RunOptions,
): Promise<RunResult> {
  return run(inNetns(netnsPath(netns), argv), options);
}

/** Several `ip` commands in one namespace and one process; stops at the first that fails. */
export async function ipBatch(netns: string, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  await run(["ip", "-n", netns, "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

/**
 * Several `ip` commands in any namespaces, in one process; a command may be `netns exec NAME …`.
 *
 * @returns the places, from 0 on, of those that failed
 */
export async function ipBatchAll(commands: readonly string[]): Promise<ReadonlySet<number>> {
  if (commands.length === 0) return new Set();
  const options = { input: `${commands.join("\n")}\n`, okCodes: [1], timeoutMs: 60_000 };
  const { stderr } = await run(["ip", "-force", "-batch", "-"], options);
  const lines = [...stderr.matchAll(/^Command failed -:(\d+)$/gm)];
  return new Set(lines.map(([, line]) => Number(line) - 1));
}

/** `ovs-appctl`, `ovs-vsctl`, `ovs-ofctl`, `ovn-appctl` of a node. */
export function runOnNode(
  node: SwitchHost,
  argv: readonly string[],
  options?: Pick<RunOptions, "timeoutMs" | "input">,
): Promise<RunResult> {
  return run(argv, { ...options, env: { OVS_RUNDIR: node.runDir, OVN_RUNDIR: node.runDir } });
}
