import { readFile } from "node:fs/promises";

/** A capability that the agent needs, and for what. */
export interface Privilege {
  readonly name: string;
  /** Its number (linux/capability.h). */
  readonly bit: number;
  readonly neededFor: string;
}

/** deploy/README.md gives the same list with the reasons; a unit test of deploy/ compares them. */
export const privileges: readonly Privilege[] = [
  { name: "DAC_OVERRIDE", bit: 1, neededFor: "control sockets of Open vSwitch, owned by its user" },
  { name: "NET_ADMIN", bit: 12, neededFor: "rules of the firewall, of the node and of its pods" },
  { name: "NET_RAW", bit: 13, neededFor: "captures, and probes by ICMP" },
  { name: "SYS_ADMIN", bit: 21, neededFor: "entering the network namespaces of pods" },
  { name: "SYS_PTRACE", bit: 19, neededFor: "network namespaces and files of pods' processes" },
];

/** Those that this process does not have; it never throws: without /proc nothing is known. */
export async function missingPrivileges(): Promise<readonly Privilege[]> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  return missingIn(status);
}

/** @param status text of /proc/PID/status (proc(5)), whose CapEff is a mask in hexadecimal. */
export function missingIn(status: string): readonly Privilege[] {
  const mask = /^CapEff:\t([0-9a-f]{1,16})$/m.exec(status)?.[1];
  if (mask === undefined) return [];
  const held = BigInt(`0x${mask}`);
  return privileges.filter(({ bit }) => (held & (1n << BigInt(bit))) === 0n);
}
