import { readdirSync, rmSync } from "node:fs";
import { run } from "../lib/exec.ts";
import { readJournal, startedProcesses } from "./journal.ts";
import { isNetnsOf, type LabPaths, netnsPath } from "./names.ts";
import { inParallel } from "./parallel.ts";
import { endProcesses } from "./processes/end.ts";
import { allPids, environmentOf, isAlive, netnsInode, netnsInodeOf } from "./processes/proc.ts";
import { markerVariable } from "./processes/supervise.ts";

/**
 * Takes everything of a lab down, complete or not: what its journal lists, what carries its mark,
 * what runs in its namespaces, and the namespaces themselves. Nothing to take down is fine.
 *
 * @returns whether there was anything
 */
export async function tearDown(lab: string, paths: LabPaths): Promise<boolean> {
  const entries = readJournal(paths.journal);
  const listed = entries.flatMap((entry) => (entry.kind === "netns" ? [entry.name] : []));
  const present = netnsNames().filter((name) => listed.includes(name) || isNetnsOf(lab, name));
  const started = startedProcesses(entries).filter(({ pid, startTick }) => isAlive(pid, startTick));
  const pids = new Set([...started.map(({ pid }) => pid), ...strays(paths, present)]);
  // The databases hold nothing worth a polite end: all state goes with the lab.
  await endProcesses([...pids], "SIGKILL");
  await inParallel(present, (name) => run(["ip", "netns", "del", name], { okCodes: [0, 1] }));
  rmSync(paths.state, { recursive: true, force: true });
  return present.length > 0 || pids.size > 0 || entries.length > 0;
}

/** Processes that the journal may have missed: started by hand in the lab, or just before a kill. */
function strays(paths: LabPaths, netns: readonly string[]): number[] {
  const inodes = new Set(netns.map((name) => netnsInode(netnsPath(name))));
  inodes.delete(undefined);
  const mark = `${markerVariable}=${paths.state}`;
  return allPids().filter((pid) => {
    if (pid === process.pid) return false;
    const inode = netnsInodeOf(pid);
    return (inode !== undefined && inodes.has(inode)) || environmentOf(pid).includes(mark);
  });
}

function netnsNames(): string[] {
  try {
    return readdirSync("/run/netns");
  } catch {
    return []; // no namespace was ever made on this machine
  }
}
