import { ipBatch, runIn } from "../../run-in.ts";
import { type AddressFamily, addressFamilies, familyOf } from "../../topology/addresses.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { addressesOf } from "../../topology/topology.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";
import { dropAtSource } from "../openflow/alien-flow.ts";

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
    name: "pod-firewall-drop-output",
    summary: "a firewall in the source pod drops what it sends itself",
    expect: expectation("source-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => addRules(source, "output", dropsOf("daddr", destination)),
  },
  {
    ...fromAToB,
    name: "pod-firewall-drop-answer",
    summary: "a firewall in the destination pod drops its own answers",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => addRules(destination, "output", dropsOf("daddr", source)),
  },
  {
    ...fromAToB,
    name: "pod-iptables-legacy-drop",
    summary: "the old iptables in the destination pod drops what the source sends",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => iptables(destination, "legacy", source, []),
  },
  {
    ...fromAToB,
    name: "pod-iptables-nft-drop",
    summary: "iptables in the destination pod drops new connections, by an extension of its own",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) =>
      iptables(destination, "nft", source, ["-m", "conntrack", "--ctstate", "NEW"]),
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

export function dropInput(
  pod: PodSpec,
  from: PodSpec,
  families: readonly AddressFamily[] = addressFamilies,
): Promise<void> {
  return addRules(pod, "input", dropsOf("saddr", from, families));
}

/** nft's words for dropping what has one of a pod's addresses. */
export function dropsOf(
  field: "saddr" | "daddr",
  pod: PodSpec,
  families: readonly AddressFamily[] = addressFamilies,
  statement = "counter drop",
): string[] {
  return addressesOf(pod)
    .filter(({ ip }) => families.includes(familyOf(ip)))
    .map(({ ip }) => `${familyOf(ip) === "IPv4" ? "ip" : "ip6"} ${field} ${ip} ${statement}`);
}

async function addRules(
  pod: PodSpec,
  hook: "input" | "output",
  rules: readonly string[],
): Promise<void> {
  const commands = [
    "add table inet firewall",
    `add chain inet firewall ${hook} { type filter hook ${hook} priority 0; }`,
    ...rules.map((rule) => `add rule inet firewall ${hook} ${rule}`),
  ];
  await runIn(pod.netns, ["nft", commands.join("; ")]);
}

/** Drops what comes from a pod and matches, of both IP versions. */
async function iptables(
  pod: PodSpec,
  backend: "legacy" | "nft",
  from: PodSpec,
  matching: readonly string[],
): Promise<void> {
  for (const { ip } of addressesOf(from)) {
    const tool = familyOf(ip) === "IPv4" ? "iptables" : "ip6tables";
    const rule = ["-A", "INPUT", "-s", ip, ...matching, "-j", "DROP"];
    await runIn(pod.netns, [`${tool}-${backend}`, ...rule]);
  }
}
