import type { Lab } from "../context.ts";
import { transact } from "../ovsdb/client.ts";
import { mapEntries } from "../ovsdb/desired.ts";
import { virtualSwitch } from "../processes/declared.ts";
import { endProcess } from "../processes/supervise.ts";
import { runIn, runOnNode } from "../run-in.ts";
import type { SwitchHost } from "../topology/specs.ts";

const option = "other_config:hw-offload";

/** Tells a node's switch to let hardware forward packets; no device of the lab can. */
export async function turnOffloadOn(host: SwitchHost): Promise<void> {
  await runOnNode(host, ["ovs-vsctl", "set", "Open_vSwitch", ".", `${option}=true`]);
}

async function isOn({ runDir }: SwitchHost): Promise<boolean> {
  const select = { op: "select", table: "Open_vSwitch", where: [], columns: ["other_config"] };
  const [result] = await transact(`${runDir}/db.sock`, "Open_vSwitch", [select]);
  const [, key] = option.split(":");
  const entries = mapEntries(result?.rows?.[0]?.other_config);
  return entries.some(([name, value]) => name === key && value === "true");
}

/**
 * Ends a switch that was told to offload: only a restart undoes that (ovs-vswitchd.conf.db(5),
 * other_config:hw-offload). What it put on interfaces to that end is taken off.
 */
export async function endOffload(lab: Lab, host: SwitchHost): Promise<void> {
  if (!(await isOn(host))) return;
  await endProcess(lab, virtualSwitch(lab, host).name);
  await runOnNode(host, ["ovs-vsctl", "--no-wait", "set", "Open_vSwitch", ".", `${option}=false`]);
  const { stdout } = await runIn(host.netns, ["tc", "qdisc", "show"]);
  for (const [, device = ""] of stdout.matchAll(/^qdisc ingress \S+ dev (\S+) /gm)) {
    await runIn(host.netns, ["tc", "qdisc", "del", "dev", device, "ingress"]);
  }
}
