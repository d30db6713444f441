import { fileURLToPath } from "node:url";
import { inParallel } from "../lib/in-parallel.ts";
import type { Lab } from "./context.ts";
import { runIn, runOnNode } from "./run-in.ts";
import { familyOf } from "./topology/addresses.ts";
import { podTcpPort, podUdpPort } from "./topology/services.ts";
import type { PodSpec } from "./topology/specs.ts";
import { addressesOf, customVpcs, subnetsOf, underlaySubnets, vpc } from "./topology/topology.ts";
import { waitUntil } from "./wait.ts";

export type Answer = "answered" | "refused" | "silent";

/** One echo request from a namespace. */
export async function ping(netns: string, address: string, timeoutMs = 1_000): Promise<Answer> {
  const seconds = String(timeoutMs / 1000);
  const argv = ["ping", "-n", "-q", "-c", "1", "-W", seconds, address];
  const { exitCode } = await runIn(netns, argv, { okCodes: [0, 1, 2] });
  return exitCode === 0 ? "answered" : "silent";
}

/** One TCP connection or UDP datagram from a namespace. */
export async function connectFrom(
  netns: string,
  protocol: "tcp" | "udp",
  address: string,
  port: number,
  timeoutMs = 1_000,
): Promise<Answer> {
  const script = fileURLToPath(new URL("pod-client.js", import.meta.url));
  const argv = [process.execPath, script, protocol, address, String(port), String(timeoutMs)];
  const { exitCode } = await runIn(netns, argv, { okCodes: [0, 1, 3] });
  if (exitCode === 0) return "answered";
  return exitCode === 1 ? "refused" : "silent";
}

/** Tries one protocol between two pods. */
export function tryPods(
  source: PodSpec,
  destination: PodSpec,
  protocol: "icmp" | "tcp" | "udp",
  timeoutMs?: number,
): Promise<Answer> {
  if (protocol === "icmp") return ping(source.netns, destination.ip, timeoutMs);
  const port = protocol === "tcp" ? podTcpPort : podUdpPort;
  return connectFrom(source.netns, protocol, destination.ip, port, timeoutMs);
}

const settleMs = 20_000;
const tryMs = 300;
const manyPods = 12;

/**
 * Waits until the lab carries traffic: every node reaches every other through its tunnel, pods
 * reach each other, servers answer.
 */
export async function waitForConnectivity(lab: Lab): Promise<void> {
  const { nodes, pods } = lab.topology;
  const options = { timeoutMs: settleMs, everyMs: 30, signal: lab.signal };
  const nodePairs = pairsOf(nodes);
  await inParallel(nodePairs, ([from, to]) =>
    waitUntil(
      `${from.name} to reach ${to.name} through the tunnel`,
      async () => {
        if ((await ping(from.netns, to.joinIp, tryMs)) === "answered") return true;
        // vswitchd asks for the outer address once, and caches the drop until it has an answer.
        for (const node of [from, to]) await runOnNode(node, ["ovs-appctl", "revalidator/purge"]);
        return false;
      },
      options,
    ),
  );
  const open = pods.filter((pod) => !isSelected(lab, pod));
  await inParallel(podPairs(lab, open), ([from, to]) =>
    waitUntil(
      `${from.name} to reach ${to.name}`,
      async () => {
        const answers = await Promise.all(
          sharedWith(from, to).map((ip) => ping(from.netns, ip, tryMs)),
        );
        return answers.every((answer) => answer === "answered");
      },
      options,
    ),
  );
  await inParallel(pods, (pod) =>
    waitUntil(
      `the server of ${pod.name}`,
      async () =>
        (await connectFrom(pod.netns, "tcp", "127.0.0.1", podTcpPort, tryMs)) === "answered",
      options,
    ),
  );
  await waitForExternals(lab, podsOf(lab, open));
  await waitForVlan(lab);
  const [first, second] = open;
  if (first === undefined || second === undefined) return;
  await waitUntil(
    `${first.name} to reach TCP port ${podTcpPort} of ${second.name}`,
    async () => (await tryPods(first, second, "tcp", tryMs)) === "answered",
    options,
  );
}

/** Pods of the default VPC reach the hosts outside, through their gateway node. */
async function waitForExternals(lab: Lab, pods: readonly PodSpec[]): Promise<void> {
  const routed = lab.topology.externals.filter(({ vlan }) => vlan === undefined);
  const pairs = routed.flatMap((external) => {
    return pods.slice(0, manyPods).map((pod) => ({ external, pod }));
  });
  await inParallel(pairs, ({ external, pod }) =>
    waitUntil(
      `${pod.name} to reach ${external.name}`,
      async () => (await ping(pod.netns, external.ip, tryMs)) === "answered",
      { timeoutMs: settleMs, everyMs: 30, signal: lab.signal },
    ),
  );
}

/** Pods in a VLAN reach each other, the hosts in it, and the hosts behind its gateway. */
async function waitForVlan(lab: Lab): Promise<void> {
  const names = underlaySubnets(lab.topology).map(({ name }) => name);
  const pods = lab.topology.pods.filter(({ subnet }) => names.includes(subnet));
  const pairs = pods.flatMap((pod) =>
    [...pods, ...lab.topology.externals]
      .filter((other) => other !== pod)
      .map((other) => ({ pod, other })),
  );
  await inParallel(pairs, ({ pod, other }) =>
    waitUntil(
      `${pod.name} to reach ${other.name} through the physical switch`,
      async () => (await ping(pod.netns, other.ip, tryMs)) === "answered",
      { timeoutMs: settleMs, everyMs: 30, signal: lab.signal },
    ),
  );
}

/** Addresses of `to` of the families that both have. */
function sharedWith(from: PodSpec, to: PodSpec): string[] {
  const families = addressesOf(from).map(({ ip }) => familyOf(ip));
  return addressesOf(to)
    .map(({ ip }) => ip)
    .filter((ip) => families.includes(familyOf(ip)));
}

/**
 * All pairs within a VPC, so that neighbours are resolved; where there are many only the first with
 * each other.
 */
function podPairs(lab: Lab, pods: readonly PodSpec[]): [PodSpec, PodSpec][] {
  return [vpc, ...customVpcs(lab.topology)].flatMap((router) => {
    const members = podsOf(lab, pods, router);
    return pairsOf(members).filter(([from]) => members.length <= manyPods || from === members[0]);
  });
}

/** Those of the pods that are in a VPC. */
function podsOf(lab: Lab, pods: readonly PodSpec[], router = vpc): PodSpec[] {
  const names = subnetsOf(lab.topology, router).map(({ name }) => name);
  return pods.filter(({ subnet }) => names.includes(subnet));
}

/** Pods of the default VPC that no NetworkPolicy protects: open to everyone in it. */
export function openPods(lab: Lab): PodSpec[] {
  return podsOf(lab, lab.topology.pods).filter((pod) => !isSelected(lab, pod));
}

/** Selected by a NetworkPolicy: not open to everyone. */
function isSelected(lab: Lab, pod: PodSpec): boolean {
  return lab.topology.policies.some(
    (policy) => policy.namespace === pod.namespace && policy.selects === pod.name,
  );
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((from, index) => items.slice(index + 1).map((to): [T, T] => [from, to]));
}
