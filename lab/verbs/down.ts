import { takeLock } from "../lock.ts";
import { labPaths } from "../names.ts";
import { tearDown } from "../teardown.ts";

/** Leaves nothing of the lab behind; fine when there is none. */
export async function down(lab: string, say: (line: string) => void): Promise<void> {
  const paths = labPaths(lab);
  const release = takeLock(paths, "down");
  try {
    const something = await tearDown(lab, paths);
    say(something ? `${lab} is down` : `${lab} was not up`);
  } finally {
    release();
  }
}
