import { putObject } from "../../cluster-objects.ts";
import { podObject } from "../../manifests/kubernetes.ts";
import { podProcess } from "../../processes/declared.ts";
import { pidOf } from "../../processes/supervise.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { addressesOf } from "../../topology/topology.ts";
import { type Fault, fromAToB, likely } from "../fault.ts";
import { notReady } from "../kubernetes/pod-object.ts";

/**
 * What happens inside a pod where nothing tells of it: packets go in or should come out, and no
 * rule, counter or setting that is looked at says why they do not.
 */
export const podSilenceFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "pod-ipsec-blocks-output",
    summary: "an IPsec policy in the source pod blocks what it sends to the destination",
    expect: likely("source-pod", "request", "POD_SENT_NOTHING"),
    inject: ({ source, destination }) => block(source, "out", source, destination),
  },
  {
    ...fromAToB,
    name: "pod-ipsec-blocks-input",
    summary: "an IPsec policy in the destination pod blocks what the source sends",
    expect: likely("destination-pod", "request", "POD_NO_REPLY"),
    inject: ({ source, destination }) => block(destination, "in", source, destination),
  },
  {
    ...fromAToB,
    name: "pod-ipsec-blocks-reply",
    summary: "an IPsec policy in the source pod blocks what the destination answers",
    expect: likely("source-pod", "reply", "REPLY_NOT_ACCEPTED"),
    inject: ({ source, destination }) => block(source, "in", destination, source),
  },
  {
    ...fromAToB,
    name: "pod-rate-limit",
    summary: "a rate limit on the destination pod's own interface drops a part of its answers",
    expect: likely("destination-pod", "request", "POD_LOSS", "degraded"),
    inject: ({ destination }) => limit(destination),
  },
  {
    ...fromAToB,
    protocols: ["icmp"],
    name: "pod-rate-limit-source",
    summary: "a rate limit on the source pod's own interface lets none of its large packets out",
    expect: likely("source-pod", "request", "POD_LOSS", "degraded"),
    inject: ({ source }) => limit(source),
  },
  {
    ...fromAToB,
    protocols: ["udp"],
    name: "pod-not-ready",
    summary: "the program in the destination pod hangs, and the pod is not ready",
    expect: likely("destination-pod", "request", "POD_NOT_READY"),
    inject: async ({ lab, destination }) => {
      const name = podProcess(destination, "server");
      const pid = pidOf(lab, name);
      if (pid === undefined) throw new RangeError(`Cannot pause ${name}: it does not run`);
      process.kill(pid, "SIGSTOP");
      await putObject(lab, { ...podObject(lab.topology, destination), status: unready() });
    },
  },
];

/** A token bucket for a packet or two (tc-tbf(8)). */
async function limit({ netns, interface: device }: PodSpec): Promise<void> {
  const bucket = ["tbf", "rate", "32kbit", "burst", "300", "limit", "300"];
  await runIn(netns, ["tc", "qdisc", "add", "dev", device, "root", ...bucket]);
}

/** Of both IP versions (ip-xfrm(8)). */
async function block(pod: PodSpec, dir: "in" | "out", from: PodSpec, to: PodSpec): Promise<void> {
  const sources = addressesOf(from);
  const commands = addressesOf(to).map(({ ip }, index) => {
    const source = sources[index]?.ip ?? "";
    return `xfrm policy add src ${source} dst ${ip} dir ${dir} action block`;
  });
  await ipBatch(pod.netns, commands);
}

function unready(): object {
  const container = { name: "server", ready: false, restartCount: 0, state: { running: {} } };
  return { phase: "Running", conditions: notReady(), containerStatuses: [container] };
}
