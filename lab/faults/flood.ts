import { fileURLToPath } from "node:url";
import { ensureProcess } from "../processes/supervise.ts";
import type { FaultPath } from "./fault.ts";

/** The discard service (RFC 863): nobody listens there. */
const port = 9;

/** Small UDP packets from the source, without end: `clear` ends the program. */
export async function flood(
  { lab, source }: Pick<FaultPath, "lab" | "source">,
  address: string,
  perSecond: number,
): Promise<void> {
  const program = fileURLToPath(new URL("../programs/flood.js", import.meta.url));
  await ensureProcess(lab, {
    name: "fault/flood",
    netns: source.netns,
    argv: [process.execPath, program, address, String(port), String(perSecond)],
  });
}
