import { mkdirSync } from "node:fs";
import { run } from "../../../lib/exec.ts";
import type { Lab } from "../../context.ts";
import { addPortCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { tellNorthd } from "../../northd-control.ts";
import { northd } from "../../processes/declared.ts";
import { endProcess, ensureProcess, pidOf } from "../../processes/supervise.ts";
import { podTcpPort } from "../../topology/services.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, deniedFromAToB, expectation, type Fault, fromAToB } from "../fault.ts";
import { applyPolicy, deny, denyForgotten } from "./policy.ts";

/** No ovn-northd works: what NB says does not come to SB. `clear` brings the declared one back. */
export const northdFaults: readonly Fault[] = [
  {
    ...deniedFromAToB,
    name: "northd-paused-policy",
    summary: "ovn-northd is paused, and a NetworkPolicy that is gone from NB still drops",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: (path) =>
      denyForgotten(path, "paused-northd", () => tellNorthd(path.lab, "pause"), "none"),
  },
  {
    ...deniedFromAToB,
    placements: acrossNodes,
    name: "northd-gone",
    summary: "no ovn-northd runs, and a NetworkPolicy that is gone from NB still drops",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: (path) => {
      const end = (): Promise<void> => endProcess(path.lab, northd(path.lab).name);
      return denyForgotten(path, "gone-northd", end, "none");
    },
  },
  {
    ...deniedFromAToB,
    placements: acrossNodes,
    name: "northd-standby-only",
    summary: "the active ovn-northd hangs with its lock, the other one only stands by",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: (path) =>
      denyForgotten(path, "standby-northd", () => hangWithStandby(path.lab), "none"),
  },
  {
    ...fromAToB,
    name: "northd-paused-new-port",
    summary: "ovn-northd is paused, and the destination's new port is in NB only",
    expect: expectation("control-plane", "request", "NORTHD_STALLED"),
    inject: async ({ lab, destination }) => {
      await nbctl(lab, ["--wait=hv", "lsp-del", destination.logicalPort]);
      await tellNorthd(lab, "pause");
      await nbctl(lab, addPortCommand(destination));
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "northd-paused-allow",
    summary: "ovn-northd is paused, and the NetworkPolicy that allows the source is in NB only",
    expect: expectation("destination-bridge", "request", "NORTHD_STALLED"),
    inject: async ({ lab, source, destination }) => {
      await deny(lab, "northd-deny", destination, "ingress");
      await tellNorthd(lab, "pause");
      const { namespace, name: selects } = destination;
      const policy = { namespace, name: "northd-allow", selects, direction: "ingress" } as const;
      const allow = { from: [source.name], tcpPort: podTcpPort };
      await applyPolicy(lab, { ...policy, allow }, "none");
    },
  },
];

/**
 * A second ovn-northd stands by while the first keeps its lock (ovn-northd(8), "Active-Standby for
 * High Availability").
 */
async function hangWithStandby(lab: Lab): Promise<void> {
  const active = northd(lab);
  const folder = `${lab.paths.central}/standby`;
  mkdirSync(folder, { recursive: true });
  const standby = {
    ...active,
    name: "fault/ovn-northd",
    env: { OVN_RUNDIR: folder },
    pidFile: `${folder}/ovn-northd.pid`,
    argv: active.argv.map((argument) =>
      argument.startsWith("--log-file=") ? `--log-file=${folder}/ovn-northd.log` : argument,
    ),
  };
  await ensureProcess(lab, standby);
  const socket = `${folder}/ovn-northd.${pidOf(lab, standby.name)}.ctl`;
  await waitUntil(
    "the second ovn-northd to stand by",
    async () => (await run(["ovn-appctl", "-t", socket, "status"])).stdout.includes("standby"),
    { timeoutMs: 10_000, signal: lab.signal },
  );
  const pid = pidOf(lab, active.name);
  if (pid !== undefined) process.kill(pid, "SIGSTOP");
}
