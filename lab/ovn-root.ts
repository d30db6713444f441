import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "./errors.ts";

/**
 * Which Open vSwitch and OVN a lab runs: the machine's own, or those of another release that
 * `scripts/ovn-root` put into a folder of their own. Undefined stands for the machine's own.
 */
export type OvnRoot = string | undefined;

/** @throws {LabError} USAGE when `TAPLINE_OVN_ROOT` names a folder without the programs. */
export function ovnRootOf(text: string | undefined): OvnRoot {
  if (text === undefined || text === "") return undefined;
  const root = resolve(text);
  if (existsSync(`${programFolder(root)}/ovs-vswitchd`)) return root;
  const wanted = "wanted a folder that scripts/ovn-root made";
  throw usageError(`Cannot use TAPLINE_OVN_ROOT=${text}: no bin/ovs-vswitchd there, ${wanted}`);
}

/** An environment's `PATH` with the root's programs before all others. */
export function searchPath(root: OvnRoot, path = ""): string {
  if (root === undefined) return path;
  const others = path.split(":").filter((part) => part !== programFolder(root));
  return [programFolder(root), ...others].join(":");
}

const schemas = {
  nb: "ovn/ovn-nb.ovsschema",
  sb: "ovn/ovn-sb.ovsschema",
  vswitch: "openvswitch/vswitch.ovsschema",
} as const;

/** File with the schema of a database, as Debian's packages place it. */
export function schemaFile(root: OvnRoot, which: keyof typeof schemas): string {
  return `${root === undefined ? "" : `${root}/files`}/usr/share/${schemas[which]}`;
}

function programFolder(root: string): string {
  return `${root}/bin`;
}
