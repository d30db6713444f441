import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { reason } from "../../proto/reasons/index.ts";
import { FlowsError } from "./errors.ts";

/**
 * Finds the socket through which `ovs-appctl` talks to ovs-vswitchd: that of the process in
 * `ovs-vswitchd.pid`, else the only `ovs-vswitchd.<pid>.ctl`, else `vswitchd.ctl`.
 *
 * A path is given because a name would make ovs-appctl look for the process by its id, and an agent
 * may be in another PID namespace than vswitchd.
 *
 * @param ovsRunDir "/run/openvswitch" on a Kube-OVN node.
 * @throws {FlowsError} NO_CONTROL_SOCKET.
 */
export async function controlSocket(ovsRunDir: string): Promise<string> {
  const names = new Set(await readdir(ovsRunDir).catch(() => []));
  const pid = await readFile(join(ovsRunDir, "ovs-vswitchd.pid"), "utf8").catch(() => "");
  const running = `ovs-vswitchd.${pid.trim()}.ctl`;
  if (/^\d+$/.test(pid.trim()) && names.has(running)) return join(ovsRunDir, running);
  const others = [...names].filter((name) => /^ovs-vswitchd.*\.ctl$/.test(name));
  const [only] = others;
  if (only !== undefined && others.length === 1) return join(ovsRunDir, only);
  if (others.length === 0 && names.has("vswitchd.ctl")) return join(ovsRunDir, "vswitchd.ctl");
  const found = others.length;
  throw new FlowsError(reason("NO_CONTROL_SOCKET", { folder: ovsRunDir, found }));
}
