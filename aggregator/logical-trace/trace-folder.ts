import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lib/exec.ts";

const prefix = "tapline-ovn-trace-";
/** A daemon that reads a large southbound answers late; one that hangs does not hold us up. */
const exitTimeoutS = 2;

/** Ends the daemon that listens on a control socket (ovn-trace(8), "exit"). */
export function exitCommand(controlSocket: string): string[] {
  return ["ovn-appctl", `--timeout=${exitTimeoutS}`, "-t", controlSocket, "exit"];
}

/** A folder for control sockets that only this user can enter (mkdtemp(3) makes it 0700). */
export function createTraceFolder(parent = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `${prefix}${process.pid}-`));
}

/**
 * Ends the daemons of aggregators of this user that are gone. Daemons end with their aggregator;
 * this is for the case that the process that sees to that was killed together with it.
 *
 * @returns how many folders were cleared away
 */
export async function sweepTraceFolders(parent = tmpdir()): Promise<number> {
  let swept = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(parent, name);
    const owner = await stat(folder).catch(() => null);
    if (owner === null || owner.uid !== process.getuid?.()) continue;
    for (const file of await readdir(folder).catch(() => [])) {
      if (file.endsWith(".ctl")) await run(exitCommand(join(folder, file))).catch(() => {});
    }
    await rm(folder, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
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
