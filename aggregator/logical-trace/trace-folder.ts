import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lib/exec.ts";
import { type ConnectionState, ctFlags } from "./run.ts";

const prefix = "tapline-ovn-trace-";
/** Tells our folders from those of an earlier program with our process id, as containers have. */
const life = randomBytes(3).toString("hex");
/** A daemon that reads a large southbound answers late; one that hangs does not hold us up. */
const exitTimeoutS = 2;

const socketName = new RegExp(`^(?:${Object.keys(ctFlags).join("|")})-\\d+\\.ctl$`);

/** Of a daemon's control socket in the folder; the sweep knows daemons by it. */
export function controlSocketName(connection: ConnectionState, number: number): string {
  return `${connection}-${number}.ctl`;
}

/** Ends the daemon that listens on a control socket (ovn-trace(8), "exit"). */
export function exitCommand(controlSocket: string): string[] {
  return ["ovn-appctl", `--timeout=${exitTimeoutS}`, "-t", controlSocket, "exit"];
}

/** A folder for control sockets that only this user can enter (mkdtemp(3) makes it 0700). */
export function createTraceFolder(parent = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `${prefix}${process.pid}-${life}-`));
}

/**
 * Ends the daemons of aggregators of this user that are gone. Daemons end with their aggregator;
 * this is for the case that the process that sees to that was killed together with it.
 *
 * Anybody may write to the parent, and every daemon of OVN obeys `exit`: nothing is followed that
 * could lead out of a folder of our own.
 *
 * @returns how many folders were cleared away
 */
export async function sweepTraceFolders(parent = tmpdir()): Promise<number> {
  let swept = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    if (!isLeft(name)) continue;
    const folder = join(parent, name);
    const found = await lstat(folder).catch(() => null);
    if (found === null || !isOurs(found)) continue;
    for (const file of await readdir(folder).catch(() => [])) {
      const path = join(folder, file);
      const isSocket = (await lstat(path).catch(() => null))?.isSocket() ?? false;
      if (isSocket && socketName.test(file)) await run(exitCommand(path)).catch(() => {});
    }
    await rm(folder, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/** Whether it is the name of a folder whose program is gone. */
function isLeft(name: string): boolean {
  const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  return pid === process.pid ? !name.startsWith(`${prefix}${pid}-${life}-`) : !isAlive(pid);
}

/** As `createTraceFolder` makes it: nobody else can have put anything into it. */
function isOurs(found: Stats): boolean {
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o777) === 0o700;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Another user's process cannot be asked, but is there.
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
