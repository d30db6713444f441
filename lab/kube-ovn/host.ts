import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { ensureProcess, type ProcessSpec, pidOf } from "../processes/supervise.ts";
import type { NodeSpec } from "../topology/specs.ts";

/**
 * A node's own files under the names that Kube-OVN has compiled in: /run/openvswitch, /run/ovn,
 * /etc/openvswitch, /var/log. They live in the mount namespace of a process that does nothing, and
 * are gone with it.
 */

const idle = ["sleep", "infinity"] as const;

function holder(lab: Lab, node: NodeSpec): ProcessSpec {
  const name = `${node.name}/files`;
  // `ip netns exec` gives it a mount namespace that changes nothing outside (ip-netns(8)).
  const ready = async (): Promise<boolean> => hasOwnFiles(pidOf(lab, name));
  return { name, netns: node.netns, argv: idle, ready };
}

/** Not before `ip` has become the program: until then it may be in our own mount namespace. */
function hasOwnFiles(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  const isIdle = readFileSync(`/proc/${pid}/cmdline`, "utf8") === `${idle.join("\0")}\0`;
  return isIdle && readlinkSync(`/proc/${pid}/ns/mnt`) !== readlinkSync("/proc/self/ns/mnt");
}

/** Makes a node's files, unless they are there. */
export async function ensureFiles(lab: Lab, node: NodeSpec): Promise<void> {
  if (!(await ensureProcess(lab, holder(lab, node)))) return;
  const root = `${lab.paths.state}/kube-ovn/${node.name}`;
  const inRun = ["openvswitch", "ovn", "netns", "tapline-lab"].map((name) => `run/${name}`);
  for (const name of [...inRun, "log", "log/kube-ovn", "etc"]) {
    mkdirSync(`${root}/${name}`, { recursive: true });
  }
  writeFileSync(`${root}/etc/system-id.conf`, `${node.systemId}\n`);
  const binds = [
    ["--bind", node.runDir, `${root}/run/openvswitch`],
    ["--bind", node.runDir, `${root}/run/ovn`],
    ["--rbind", "/run/netns", `${root}/run/netns`],
    ["--bind", lab.paths.root, `${root}/run/tapline-lab`],
    ["--bind", `${root}/log`, "/var/log"],
    ["--bind", `${root}/etc`, "/etc/openvswitch"],
    ["--rbind", `${root}/run`, "/run"],
  ];
  for (const bind of binds) await run(onNode(lab, node, ["mount", ...bind]));
}

/** The vector that runs a program on a node: with its network and its files. */
export function onNode(lab: Lab, node: NodeSpec, argv: readonly string[]): string[] {
  return ["nsenter", `--target=${holderOf(lab, node)}`, "--mount", "--net", "--", ...argv];
}

function holderOf(lab: Lab, node: NodeSpec): number {
  const { name } = holder(lab, node);
  const pid = pidOf(lab, name);
  if (pid !== undefined && hasOwnFiles(pid)) return pid;
  throw new LabError({ code: "DIED", process: name }, `Cannot find the files of ${node.name}`);
}
