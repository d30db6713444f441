import type { Lab } from "../../context.ts";
import { nbctl } from "../../northbound/sync.ts";
import { runIn } from "../../run-in.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { forwardRule, geneve } from "../fabric.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

const atRandom = "numgen random mod 100 < 30";
/** Twelve packets in a row of every forty. */
const inBursts = "numgen inc mod 40 < 12";

/** What loses a part of the packets, at each stage. */
export const lossFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-loss",
    summary: "the underlay loses 30 % of the Geneve packets between the two nodes at random",
    expect: expectation("underlay", "request", "UNDERLAY_LOSS", "degraded"),
    inject: async (path) => {
      const { sourceNode, destinationNode } = path;
      await forwardRule(path, `${geneve(sourceNode, destinationNode)} ${atRandom} drop`);
      await forwardRule(path, `${geneve(destinationNode, sourceNode)} ${atRandom} drop`);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-loss-reply",
    summary: "the underlay loses 30 % of the Geneve packets to the source's node at random",
    expect: expectation("underlay", "reply", "UNDERLAY_LOSS", "degraded"),
    inject: (path) => {
      const { sourceNode, destinationNode } = path;
      return forwardRule(path, `${geneve(destinationNode, sourceNode)} ${atRandom} drop`);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-loss-bursts",
    summary: "the underlay loses bursts of twelve Geneve packets to the destination's node",
    expect: expectation("underlay", "request", "UNDERLAY_LOSS", "degraded"),
    inject: (path) => {
      const { sourceNode, destinationNode } = path;
      return forwardRule(path, `${geneve(sourceNode, destinationNode)} ${inBursts} drop`);
    },
  },
  {
    ...fromAToB,
    name: "pod-loss-request",
    families: ["IPv4"],
    summary: "a firewall in the destination pod drops 30 % of what the source sends at random",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP", "degraded"),
    inject: ({ source, destination }) => dropSome(destination, source),
  },
  {
    ...fromAToB,
    name: "pod-loss-reply",
    families: ["IPv4"],
    summary: "a firewall in the source pod drops 30 % of what the destination answers at random",
    expect: expectation("source-pod", "reply", "POD_FIREWALL_DROP", "degraded"),
    inject: ({ source, destination }) => dropSome(source, destination),
  },
  {
    ...fromAToB,
    name: "qos-rate-limit",
    families: ["IPv4"],
    summary: "a QoS row of the source's switch lets 20 kbit/s of its traffic pass",
    expect: expectation("source-bridge", "request", "RATE_LIMITED", "degraded"),
    inject: ({ lab, source }) => limitRate(lab, source, { rate: 20, burst: 4 }),
  },
  {
    ...fromAToB,
    name: "qos-burst-small",
    families: ["IPv4"],
    summary: "the burst of a QoS row of the source's switch is smaller than a large packet",
    expect: expectation("source-bridge", "request", "RATE_LIMITED", "degraded"),
    inject: ({ lab, source }) => limitRate(lab, source, { rate: 200, burst: 10 }),
  },
];

/** @param limit kbit/s, and kbit. */
async function limitRate(
  lab: Lab,
  { subnet, logicalPort }: PodSpec,
  { rate, burst }: { readonly rate: number; readonly burst: number },
): Promise<void> {
  const match = `inport == "${logicalPort}" && ip4`;
  const limit = [`rate=${rate}`, `burst=${burst}`];
  await nbctl(lab, ["qos-add", subnet, "from-lport", "2000", match, ...limit]);
}

async function dropSome(pod: PodSpec, from: PodSpec): Promise<void> {
  const commands = [
    "add table inet firewall",
    "add chain inet firewall input { type filter hook input priority 0; }",
    `add rule inet firewall input ip saddr ${from.ip} ${atRandom} counter drop`,
  ];
  await runIn(pod.netns, ["nft", commands.join("; ")]);
  // Some is lost before anybody looks: the rule's counter is what proves it.
  const echoes = ["ping", "-q", "-c", "40", "-i", "0.01", "-W", "0.2", from.ip];
  await runIn(pod.netns, echoes, { okCodes: [0, 1] });
}
