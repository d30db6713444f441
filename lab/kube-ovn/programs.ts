import { accessSync, constants, existsSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "../errors.ts";

/**
 * Kube-OVN's own programs, from a folder that the user gives: none of them comes with the lab. The
 * CNI plugin is what the image has as /kube-ovn/kube-ovn.
 */
const programs = ["kube-ovn-controller", "kube-ovn-daemon", "kube-ovn"] as const;
/** CustomResourceDefinitions of the same release; lines of Helm templates are skipped. */
const definitions = "crds.yaml";
/** What the daemon runs besides Open vSwitch's tools. */
const tools = ["ipset", "iptables", "ip6tables", "ethtool"] as const;
/** The daemon reads the chassis' name below it. */
const chassisFolder = "/etc/openvswitch";

export type KubeOvnProgram = (typeof programs)[number];

export interface KubeOvn {
  readonly folder: string;
}

/**
 * The folder with Kube-OVN's programs, or null when none is named.
 *
 * @param text from `--kube-ovn` or TAPLINE_KUBE_OVN
 * @param path where the daemon finds its tools
 * @throws {LabError} USAGE, with the names of what is missing.
 */
export function kubeOvnOf(text: string | undefined, path: string): KubeOvn | null {
  if (text === undefined || text === "") return null;
  const folder = resolve(text);
  const missing = [
    ...programs.filter((name) => !isProgram(`${folder}/${name}`)),
    ...[definitions].filter((name) => !existsSync(`${folder}/${name}`)),
  ];
  if (missing.length > 0) {
    const all = [...programs, definitions].join(", ");
    throw usageError(
      `Cannot use Kube-OVN of ${folder}: no ${missing.join(", no ")} there; wanted ${all}`,
    );
  }
  const absent = tools.filter((name) => !path.split(":").some((at) => isProgram(`${at}/${name}`)));
  if (absent.length > 0) {
    throw usageError(`Cannot run kube-ovn-daemon: no ${absent.join(", no ")} on PATH`);
  }
  if (!existsSync(chassisFolder)) {
    const made = "openvswitch-switch of Debian makes it";
    throw usageError(`Cannot run kube-ovn-daemon: there is no ${chassisFolder}; ${made}`);
  }
  return { folder };
}

export function programOf({ folder }: KubeOvn, name: KubeOvnProgram): string {
  return `${folder}/${name}`;
}

export function definitionsFile({ folder }: KubeOvn): string {
  return `${folder}/${definitions}`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
