import { type AddressFamily, addressFamilies, familyOf } from "../addresses.ts";
import { connectFrom } from "../connectivity.ts";
import type { Lab } from "../context.ts";
import { podProcess } from "../processes/declared.ts";
import { endProcess } from "../processes/supervise.ts";
import { ipBatch, runIn } from "../run-in.ts";
import { podTcpPort } from "../services.ts";
import { addressesOf, type PodSpec } from "../topology.ts";
import { waitUntil } from "../wait.ts";
import { dropAtSource } from "./alien-flow.ts";
import { expectation, type Fault, fromAToB } from "./fault.ts";

/** What a pod does to its own traffic. */
export const podFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "pod-firewall-drop-request",
    summary: "a firewall in the destination pod drops what the source sends",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => dropInput(destination, source),
  },
  {
    ...fromAToB,
    name: "pod-firewall-drop-reply",
    summary: "a firewall in the source pod drops what the destination answers",
    expect: expectation("source-pod", "reply", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => dropInput(source, destination),
  },
  {
    ...fromAToB,
    protocols: ["tcp", "udp"],
    name: "port-not-listening",
    summary: "nothing listens in the destination pod",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING"),
    inject: ({ lab, destination }) => endServer(lab, destination),
  },
  {
    ...fromAToB,
    name: "pod-address-missing",
    summary: "the destination pod's interface does not have the pod's address",
    expect: expectation("destination-pod", "request", "POD_ADDRESS_MISSING"),
    inject: ({ destination }) => {
      const addresses = addressesOf(destination);
      const commands = addresses.map((one) => `addr del ${one.ip}/${one.prefixLength} dev eth0`);
      return ipBatch(destination.netns, commands);
    },
  },
  {
    ...fromAToB,
    name: "two-faults",
    summary: "an alien flow on the source's node, and a firewall in the destination pod",
    expect: expectation("source-bridge", "request", "FLOW_ALIEN"),
    inject: async (path) => {
      await dropAtSource(path);
      await dropInput(path.destination, path.source);
    },
  },
];

/** Returns once the pod refuses connections. */
export async function endServer(lab: Lab, pod: PodSpec): Promise<void> {
  await endProcess(lab, podProcess(pod, "server"));
  await waitUntil(
    `${pod.name} to refuse connections`,
    async () => (await connectTo(pod)) === "refused",
    { timeoutMs: 5_000, signal: lab.signal },
  );
}

export async function dropInput(
  pod: PodSpec,
  from: PodSpec,
  families: readonly AddressFamily[] = addressFamilies,
): Promise<void> {
  const rules = addressesOf(from)
    .filter(({ ip }) => families.includes(familyOf(ip)))
    .map(({ ip }) => `${familyOf(ip) === "IPv4" ? "ip" : "ip6"} saddr ${ip} drop`);
  const commands = [
    "add table inet firewall",
    "add chain inet firewall input { type filter hook input priority 0; }",
    ...rules.map((rule) => `add rule inet firewall input ${rule}`),
  ];
  await runIn(pod.netns, ["nft", commands.join("; ")]);
}

function connectTo(pod: PodSpec): ReturnType<typeof connectFrom> {
  return connectFrom(pod.netns, "tcp", "127.0.0.1", podTcpPort);
}
