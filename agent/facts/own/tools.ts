import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../lib/exec.ts";
import type { ToolFacts } from "../../../proto/gen/tapline/v1/ToolFacts.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { toWireReason } from "../../../proto/wire/reason.ts";

/** Programs that the commands start, with the option that has each say its version. */
const versionOptions = {
  ethtool: "--version",
  ip: "-V",
  "ip6tables-legacy-save": "-V",
  "ip6tables-nft-save": "-V",
  "iptables-legacy-save": "-V",
  "iptables-nft-save": "-V",
  nft: "--version",
  nsenter: "--version",
  nstat: "-V",
  "ovn-appctl": "--version",
  "ovs-appctl": "--version",
  "ovs-ofctl": "--version",
  ping: "-V",
  setpriv: "--version",
  ss: "-V",
  tc: "-V",
  tcpdump: "--version",
} as const;

type ToolName = keyof typeof versionOptions;

export const toolNames = Object.keys(versionOptions) as readonly ToolName[];

/** Each prints a line or two at once. */
const limits = { timeoutMs: 2_000, maxBytes: 64 * 1024 };

/**
 * Where a program is found, as execvp(3) looks for it; null where it is not.
 *
 * @param path directories, in the order in which they are looked through.
 */
export async function findTool(name: string, path: readonly string[]): Promise<string | null> {
  for (const directory of path) {
    const file = join(directory, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return null;
}

/** Every tool with its version, as things are now; never throws. */
export function toolFacts(path: readonly string[], signal: AbortSignal): Promise<ToolFacts[]> {
  return Promise.all(toolNames.map((name) => factsOf(name, path, signal)));
}

async function factsOf(
  name: ToolName,
  path: readonly string[],
  signal: AbortSignal,
): Promise<ToolFacts> {
  const found = await findTool(name, path);
  if (found === null) {
    const why = toWireReason(reason("PROGRAM_MISSING", { program: name }));
    return { name, path: "", version: "", why };
  }
  try {
    const { stdout, stderr } = await run([found, versionOptions[name]], { ...limits, signal });
    return { name, path: found, version: versionOf(`${stdout}\n${stderr}`) };
  } catch (thrown) {
    return { name, path: found, version: "", why: toWireReason(reasonOf(thrown)) };
  }
}

/**
 * "4.99.3" from "tcpdump version 4.99.3", "6.1.0" from "ip utility, iproute2-6.1.0, libbpf 1.1.2",
 * "20221126" from "ping from iputils 20221126".
 */
export function versionOf(said: string): string {
  const line = said.split("\n").find((one) => one.trim() !== "") ?? "";
  return /(?:^|[\s(-])v?(\d+(?:\.\d+)+[^\s,)]*|\d{8})(?=[\s,)]|$)/.exec(line)?.[1] ?? "";
}
