import { readFile } from "node:fs/promises";
import { run } from "../../lib/exec.ts";
import type { LabStatus } from "./lab-run.ts";

/** What a person would do to the lab by hand, with the tools of the field. */

type Node = LabStatus["nodes"][number];
type Pod = LabStatus["pods"][number];

export function podNamed(status: LabStatus, name: string): Pod {
  const pod = status.pods.find((one) => one.name === name);
  if (pod === undefined) throw new Error(`Cannot find pod ${name} in the lab`);
  return pod;
}

export function nodeNamed(status: LabStatus, name: string): Node {
  const node = status.nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`Cannot find node ${name} in the lab`);
  return node;
}

export async function inNamespace(netns: string, ...argv: readonly string[]): Promise<string> {
  return (await run(["ip", "netns", "exec", netns, ...argv])).stdout;
}

export async function nft(netns: string, ...rules: readonly string[]): Promise<void> {
  await run(["ip", "netns", "exec", netns, "nft", "-f", "-"], { input: rules.join("\n") });
}

export async function nbctl(status: LabStatus, ...args: readonly string[]): Promise<string> {
  const argv = ["ovn-nbctl", `--db=unix:${status.central.nbSocket}`, "--wait=hv", ...args];
  return (await run(argv, { timeoutMs: 20_000 })).stdout;
}

export async function ofctl(node: Node, ...args: readonly string[]): Promise<string> {
  const [verb, ...rest] = args;
  const argv = ["ovs-ofctl", "-O", "OpenFlow15", verb ?? "", ...rest];
  return (await run(argv, { env: { OVS_RUNDIR: node.ovsRunDir } })).stdout;
}

/** SIGKILL to the process that a pid file names. */
export async function killByPidFile(path: string): Promise<void> {
  process.kill(await pidIn(path), "SIGKILL");
}

export async function pidIn(path: string): Promise<number> {
  const pid = Number((await readFile(path, "utf8")).trim());
  if (!Number.isInteger(pid) || pid <= 1) throw new RangeError(`Cannot use ${path}: no process id`);
  return pid;
}

/** Process id of a node's agent: the program in its namespace that runs dist/agent.js. */
export async function agentPid(status: LabStatus, node: string): Promise<number> {
  return programPid(nodeNamed(status, node).netns, "dist/agent.js");
}

/** Process id of the program in a namespace that runs this file of the checkout. */
export async function programPid(netns: string, program: string): Promise<number> {
  const { stdout } = await run(["ip", "netns", "pids", netns]);
  for (const word of stdout.trim().split("\n")) {
    const command = await readFile(`/proc/${word}/cmdline`, "utf8").catch(() => "");
    if (command.includes(program)) return Number(word);
  }
  throw new Error(`Cannot find ${program} in ${netns}`);
}
