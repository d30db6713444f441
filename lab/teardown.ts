import { rmSync } from "node:fs";
import { run } from "../lib/exec.ts";
import { inParallel } from "../lib/in-parallel.ts";
import { readJournal, startedProcesses } from "./journal.ts";
import { emptyCluster } from "./kubernetes/cluster.ts";
import type { LabPaths } from "./names.ts";
import { endProcesses } from "./processes/end.ts";
import { isAlive } from "./processes/proc.ts";
import { presentNetns, processesOf } from "./processes/sweep.ts";
import { savedLab } from "./saved.ts";

/** An API server that is not ours goes on without the lab's objects. */
async function leaveCluster(paths: LabPaths): Promise<void> {
  const kubernetes = savedLab(paths)?.kubernetes;
  if (kubernetes === undefined || kubernetes === null) return;
  try {
    await emptyCluster(kubernetes);
  } catch {
    // It is gone, and the objects with it: the rest of the lab is taken down all the same.
  }
}

/**
 * Takes everything of a lab down, complete or not: what its journal lists, what carries its mark,
 * what runs in its namespaces, and the namespaces themselves. Nothing to take down is fine.
 *
 * @returns whether there was anything
 */
export async function tearDown(lab: string, paths: LabPaths): Promise<boolean> {
  const entries = readJournal(paths.journal);
  const listed = entries.flatMap((entry) => (entry.kind === "netns" ? [entry.name] : []));
  const netns = presentNetns(lab, listed);
  const started = startedProcesses(entries).filter(({ pid, startTick }) => isAlive(pid, startTick));
  const pids = new Set([...started.map(({ pid }) => pid), ...processesOf(paths, netns)]);
  await leaveCluster(paths);
  // The databases hold nothing worth a polite end: all state goes with the lab.
  await endProcesses([...pids], "SIGKILL");
  await inParallel(netns, (name) => run(["ip", "netns", "del", name], { okCodes: [0, 1] }));
  rmSync(paths.state, { recursive: true, force: true });
  return netns.length > 0 || pids.size > 0 || entries.length > 0;
}
