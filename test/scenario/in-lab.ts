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

export async function vsctl(node: Node, ...args: readonly string[]): Promise<string> {
  const argv = ["ovs-vsctl", `--db=unix:${node.ovsRunDir}/db.sock`, "--no-wait", ...args];
  return (await run(argv, { env: { OVS_RUNDIR: node.ovsRunDir } })).stdout;
}

export async function bridgeTarget(node: Node, bridge: string): Promise<string> {
  return `unix:${node.ovsRunDir}/${bridge}.mgmt`;
}
