import { run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";

/** Whether the installed OVN has ACL tiers (23.06 and later). */
export async function knowsTiers(lab: Lab): Promise<boolean> {
  const argv = ["ovn-nbctl", `--db=unix:${lab.paths.nbSocket}`, "--columns=tier", "list", "ACL"];
  const { exitCode } = await run(argv, { okCodes: [0, 1] });
  return exitCode === 0;
}
