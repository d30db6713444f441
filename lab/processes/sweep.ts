import { readdirSync } from "node:fs";
import { isNetnsOf, type LabPaths, netnsPath } from "../names.ts";
import { allPids, environmentOf, netnsInode, netnsInodeOf, processFacts } from "./proc.ts";
import { markerVariable } from "./supervise.ts";

/** Namespaces on this machine that can only be this lab's. */
export function presentNetns(lab: string, alsoNamed: readonly string[] = []): string[] {
  let names: string[] = [];
  try {
    names = readdirSync("/run/netns");
  } catch {
    // no namespace was ever made on this machine
  }
  return names.filter((name) => isNetnsOf(lab, name) || alsoNamed.includes(name));
}

/** Processes of a lab, journalled or not: what carries its mark or runs in its namespaces. */
export function processesOf(paths: LabPaths, netns: readonly string[]): number[] {
  const inodes = new Set(netns.map((name) => netnsInode(netnsPath(name))));
  inodes.delete(undefined);
  const mark = `${markerVariable}=${paths.state}`;
  return allPids().filter((pid) => {
    if (pid === process.pid) return false;
    const inode = netnsInodeOf(pid);
    return (inode !== undefined && inodes.has(inode)) || environmentOf(pid).includes(mark);
  });
}

/** Lets everything in the lab go on that a signal stopped. */
export function continueStopped(lab: string, paths: LabPaths): void {
  for (const pid of processesOf(paths, presentNetns(lab))) {
    if (processFacts(pid)?.state === "T") process.kill(pid, "SIGCONT");
  }
}
