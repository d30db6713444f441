import { fileURLToPath } from "node:url";
import { usageError } from "../../errors.ts";
import { virtualSwitch } from "../../processes/declared.ts";
import { ensureProcess, pidOf } from "../../processes/supervise.ts";
import { ipBatch } from "../../run-in.ts";
import { addressIn } from "../../topology/addresses.ts";
import { subnetNamed } from "../../topology/topology.ts";
import { acrossNodes, type Fault, type FaultPath, fromAToB, likely } from "../fault.ts";
import { flood } from "../flood.ts";

/**
 * A queue of Open vSwitch's holds some 280 small packets (net.core.rmem_default): at this rate it
 * is full after 70 ms, and the rest of the time that the switch stands still is lost.
 */
const perSecond = 4_000;
/** Of the source's Subnet, the address that no port has. */
const nobodysPlace = 64_000;
const stutter = { stoppedMs: 200, runningMs: 100 } as const;

/** Open vSwitch has too little time for what a pod sends. Programs are ended by `clear`. */
export const vswitchdOverrun: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  name: "vswitchd-overrun",
  summary: "ovs-vswitchd of the source's node gets too little time for what the source sends",
  expect: likely("source-bridge", "request", "BRIDGE_LOSS", "degraded"),
  inject: async (path) => {
    await floodNobody(path);
    const { lab, sourceNode } = path;
    const pid = pidOf(lab, virtualSwitch(lab, sourceNode).name);
    if (pid === undefined) {
      throw usageError(`Cannot inject it: ovs-vswitchd of ${sourceNode.name} does not run`);
    }
    const program = fileURLToPath(new URL("../../programs/stutter.js", import.meta.url));
    const times = [stutter.stoppedMs, stutter.runningMs].map(String);
    await ensureProcess(lab, {
      name: "fault/stutter",
      netns: null,
      argv: [process.execPath, program, String(pid), ...times],
    });
  },
};

/** To an address that no port has: OVN drops it on the source's own bridge. */
async function floodNobody(path: FaultPath): Promise<void> {
  const { lab, source } = path;
  const { cidr } = subnetNamed(lab.topology, source.subnet);
  const nobody = addressIn(cidr, nobodysPlace);
  const neighbour = `neigh replace ${nobody} lladdr 02:00:00:00:00:99 dev ${source.interface}`;
  await ipBatch(source.netns, [`${neighbour} nud permanent`]);
  await flood(path, nobody, perSecond);
}
