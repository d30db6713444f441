import type { Lab } from "./context.ts";
import { northd } from "./processes/declared.ts";
import { pidOf } from "./processes/supervise.ts";
import { askDaemon } from "./unixctl.ts";

/** Tells ovn-northd to stop or go on carrying NB over (ovn-northd(8), "Runtime Management"). */
export async function tellNorthd(lab: Lab, command: "pause" | "resume"): Promise<void> {
  const pid = pidOf(lab, northd(lab).name);
  if (pid === undefined) return;
  const socket = `${lab.paths.central}/ovn-northd.${pid}.ctl`;
  await askDaemon(socket, command);
}
