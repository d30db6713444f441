import { fileURLToPath } from "node:url";
import type { Lab } from "./context.ts";
import { LabError } from "./errors.ts";
import { serverProcess } from "./processes/declared.ts";
import { isListening } from "./processes/proc.ts";
import { pidOf } from "./processes/supervise.ts";
import { ipBatchAll, runIn } from "./run-in.ts";
import { familyOf } from "./topology/addresses.ts";
import { podTcpPort, podUdpPort } from "./topology/services.ts";
import type { NodeSpec, PodSpec } from "./topology/specs.ts";
import {
  addressesOf,
  customVpcs,
  subnetNamed,
  subnetsOf,
  underlaySubnets,
  vpc,
} from "./topology/topology.ts";
import { askSwitch } from "./unixctl.ts";
import { throwIfInterrupted, waitUntil } from "./wait.ts";

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
  const script = fileURLToPath(new URL("programs/pod-client.js", import.meta.url));
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

/** An echo that must be answered before the lab is said to be up. */
interface Echo {
  readonly netns: string;
  readonly address: string;
  readonly what: string;
}

/**
 * Waits until the lab carries traffic: every node reaches every other through its tunnel, pods
 * reach each other and what is outside, servers listen, and one of them is reached.
 */
export async function waitForConnectivity(lab: Lab): Promise<void> {
  const { nodes, pods } = lab.topology;
  await waitForEchoes(lab, tunnelEchoes(nodes), async () => {
    // vswitchd asks for the outer address once, and caches the drop until it has an answer.
    for (const node of nodes) await askSwitch(node, "revalidator/purge");
  });
  const open = pods.filter((pod) => !isSelected(lab, pod));
  await waitForEchoes(lab, [
    ...podEchoes(lab, open),
    ...externalEchoes(lab, podsOf(lab, open)),
    ...vlanEchoes(lab),
    ...joinedEchoes(lab, open),
    ...externalNetworkEchoes(lab),
  ]);
  await waitUntil("the servers of all pods to listen", async () => serversListen(lab), {
    timeoutMs: settleMs,
    signal: lab.signal,
  });
  const [first, second] = open;
  if (first === undefined || second === undefined) return;
  await waitUntil(
    `${first.name} to reach TCP port ${podTcpPort} of ${second.name}`,
    async () => (await tryPods(first, second, "tcp", tryMs)) === "answered",
    { timeoutMs: settleMs, everyMs: 30, signal: lab.signal },
  );
}

/** Asks again what was not answered, until everything is. */
async function waitForEchoes(
  lab: Lab,
  echoes: readonly Echo[],
  onSilence?: () => Promise<void>,
): Promise<void> {
  let silent = echoes;
  const deadline = performance.now() + settleMs;
  for (;;) {
    silent = await unanswered(silent);
    const [first] = silent;
    if (first === undefined) return;
    throwIfInterrupted(lab.signal);
    if (performance.now() >= deadline) {
      const { what } = first;
      const others = silent.length > 1 ? ` (and ${silent.length - 1} others)` : "";
      const message = `Cannot wait any longer for ${what}${others}: not so after ${settleMs} ms`;
      throw new LabError({ code: "TIMED_OUT", what, timeoutMs: settleMs }, message);
    }
    await onSilence?.();
  }
}

/** How many processes send echoes beside each other; each sends its own one after the other. */
const senders = 4;

/** Those of the echoes that nobody answered. */
async function unanswered(echoes: readonly Echo[]): Promise<readonly Echo[]> {
  const shares = Array.from({ length: senders }, (_, share) =>
    echoes.filter((_echo, index) => index % senders === share),
  );
  const silent = await Promise.all(
    shares.map(async (share) => {
      const argv = `ping -n -q -c 1 -W ${tryMs / 1_000}`;
      const lines = share.map(({ netns, address }) => `netns exec ${netns} ${argv} ${address}`);
      const failed = await ipBatchAll(lines);
      return share.filter((_, index) => failed.has(index));
    }),
  );
  return silent.flat();
}

function tunnelEchoes(nodes: readonly NodeSpec[]): Echo[] {
  return pairsOf(nodes).map(([from, to]) => ({
    netns: from.netns,
    address: to.joinIp,
    what: `${from.name} to reach ${to.name} through the tunnel`,
  }));
}

function podEchoes(lab: Lab, open: readonly PodSpec[]): Echo[] {
  return podPairs(lab, open).flatMap(([from, to]) =>
    sharedWith(from, to).map((address) => ({
      netns: from.netns,
      address,
      what: `${from.name} to reach ${to.name} at ${address}`,
    })),
  );
}

/** Pods of the default VPC reach the hosts outside, through their gateway node. */
function externalEchoes(lab: Lab, pods: readonly PodSpec[]): Echo[] {
  const routed = lab.topology.externals.filter(({ vlan }) => vlan === undefined);
  return routed.flatMap(({ ip, name }) =>
    pods.slice(0, manyPods).map((pod) => {
      return { netns: pod.netns, address: ip, what: `${pod.name} to reach ${name}` };
    }),
  );
}

/** Pods in a VLAN reach each other, the hosts in it, and the hosts behind its gateway. */
function vlanEchoes(lab: Lab): Echo[] {
  const { pods, externals } = lab.topology;
  return underlaySubnets(lab.topology)
    .filter(({ joined }) => joined !== "logicalGateway") // no physical gateway there
    .flatMap(({ name, vlan }) => {
      const own = pods.filter(({ subnet }) => subnet === name);
      const hosts = externals.filter((one) => one.vlan === undefined || one.vlan.id === vlan.id);
      return own.flatMap((pod) =>
        echoesTo(
          pod,
          [...own, ...hosts].filter((other) => other !== pod),
          "through the physical switch",
        ),
      );
    });
}

/** Overlay pods reach those of underlay Subnets that are joined to their VPC, and back. */
function joinedEchoes({ topology }: Lab, pods: readonly PodSpec[]): Echo[] {
  const joined = topology.subnets.filter((subnet) => subnet.joined !== undefined);
  return joined.flatMap(({ name }) => {
    const own = pods.filter(({ subnet }) => subnet === name);
    const others = pods.filter(({ subnet }) => subnet === topology.subnets[0]?.name).slice(0, 2);
    return others.flatMap((other) =>
      own.flatMap((pod) =>
        sharedWith(other, pod).map((address) => {
          const what = `${other.name} to reach ${pod.name} at ${address}`;
          return { netns: other.netns, address, what };
        }),
      ),
    );
  });
}

/** Pods of a VPC with an external network reach the hosts there, which reach a pod's address. */
function externalNetworkEchoes({ topology }: Lab): Echo[] {
  return topology.externalNetworks.flatMap(({ vpc: router, subnet, fip }) => {
    const names = subnetsOf(topology, router).map(({ name }) => name);
    const own = topology.pods.filter((pod) => names.includes(pod.subnet));
    const { vlan } = subnetNamed(topology, subnet);
    const hosts = topology.externals.filter((one) => one.vlan === vlan);
    const back = { ip: fip.ip, name: `${fip.pod} by its floating address` };
    return [
      ...own.flatMap((pod) => echoesTo(pod, hosts, "through the external network")),
      ...hosts.flatMap((host) => echoesTo(host, [back], "through the external network")),
    ];
  });
}

function echoesTo(
  from: { readonly netns: string; readonly name: string },
  others: readonly { readonly ip: string; readonly name: string }[],
  how: string,
): Echo[] {
  return others.map(({ ip, name }) => {
    return { netns: from.netns, address: ip, what: `${from.name} to reach ${name} ${how}` };
  });
}

/** Each pod's server has its socket; /proc shows it without a process in the namespace. */
function serversListen(lab: Lab): boolean {
  return lab.topology.pods.every((pod) => {
    const pid = pidOf(lab, serverProcess(pod).name);
    return pid !== undefined && isListening(pid, podTcpPort);
  });
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

/** Those of the pods that are in overlay Subnets of a VPC. */
function podsOf(lab: Lab, pods: readonly PodSpec[], router = vpc): PodSpec[] {
  const overlay = subnetsOf(lab.topology, router).filter(({ vlan }) => vlan === undefined);
  const names = overlay.map(({ name }) => name);
  return pods.filter(({ subnet }) => names.includes(subnet));
}

/** Overlay pods of the default VPC that no NetworkPolicy protects: open to everyone in it. */
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
