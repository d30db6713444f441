import { ipBatch, runIn } from "../../run-in.ts";
import { type AddressFamily, addressFamilies, familyOf } from "../../topology/addresses.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { addressesOf } from "../../topology/topology.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";

/** A second network of a pod that nobody is on. */
const otherLink = "vpn0";

/** Settings of a pod's own kernel that keep it from sending, taking or answering. */
export const podKernelFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["tcp", "udp"],
    name: "tx-checksum-offload",
    summary: "the source pod leaves checksums to an interface that computes none: only ICMP works",
    expect: expectation("destination-pod", "request", "CHECKSUM_ERROR"),
    inject: ({ source }) => leaveChecksums(source),
  },
  {
    ...fromAToB,
    protocols: ["tcp", "udp"],
    name: "tx-checksum-offload-reply",
    summary: "the destination pod leaves checksums to an interface that computes none",
    expect: expectation("source-pod", "reply", "CHECKSUM_ERROR"),
    inject: ({ destination }) => leaveChecksums(destination),
  },
  {
    ...fromAToB,
    families: ["IPv4"], // IPv6 has no such setting
    name: "rp-filter",
    summary: "the destination pod filters reverse paths, and its way back is another interface",
    expect: expectation("destination-pod", "request", "RP_FILTER_DROP"),
    inject: async ({ source, destination }) => {
      await routeElsewhere(destination, source, ["IPv4"]);
      await runIn(destination.netns, ["sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1"]);
    },
  },
  {
    ...fromAToB,
    name: "route-elsewhere",
    summary: "the source pod sends packets for the destination out of another interface",
    expect: expectation("source-pod", "request", "POD_ROUTE_ELSEWHERE"),
    inject: ({ source, destination }) => routeElsewhere(source, destination),
  },
  {
    ...fromAToB,
    name: "reverse-route-elsewhere",
    summary: "the destination pod sends its answers out of another interface",
    expect: expectation("destination-pod", "request", "POD_ROUTE_ELSEWHERE"),
    inject: ({ source, destination }) => routeElsewhere(destination, source),
  },
  {
    ...fromAToB,
    name: "reverse-route-missing",
    summary: "the destination pod has no route back to the source",
    expect: expectation("destination-pod", "request", "POD_NO_ROUTE"),
    inject: async ({ destination }) => {
      for (const family of ["-4", "-6"]) {
        await runIn(destination.netns, ["ip", family, "route", "flush", "table", "main"]);
      }
    },
  },
  {
    ...fromAToB,
    families: ["IPv4"],
    name: "route-prohibited",
    summary: "the source pod's own routes prohibit what goes to the destination",
    expect: expectation("source-pod", "request", "POD_NO_ROUTE"),
    inject: ({ source, destination }) =>
      ipBatch(source.netns, [`route add prohibit ${destination.ip}/32`]),
  },
  {
    ...fromAToB,
    protocols: ["icmp"],
    name: "echo-ignored",
    summary: "the destination pod's kernel answers no echo requests",
    expect: expectation("destination-pod", "request", "POD_IGNORES_ECHO"),
    inject: async ({ destination }) => {
      const settings = ["net.ipv4.icmp_echo_ignore_all=1", "net.ipv6.icmp.echo_ignore_all=1"];
      await runIn(destination.netns, ["sysctl", "-qw", ...settings]);
    },
  },
];

async function leaveChecksums(pod: PodSpec): Promise<void> {
  await runIn(pod.netns, ["ethtool", "-K", "eth0", "tx", "on"]);
}

/** A route of one address is more specific than the subnet's. */
async function routeElsewhere(
  pod: PodSpec,
  to: PodSpec,
  families: readonly AddressFamily[] = addressFamilies,
): Promise<void> {
  await ipBatch(pod.netns, [
    `link add ${otherLink} type bridge`,
    `link set ${otherLink} up`,
    ...addressesOf(to)
      .filter(({ ip }) => families.includes(familyOf(ip)))
      .map(({ ip }) => `route add ${ip} dev ${otherLink}`),
  ]);
}
