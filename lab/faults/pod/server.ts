import { connectFrom } from "../../connectivity.ts";
import type { Lab } from "../../context.ts";
import { podProcess, serverProcess } from "../../processes/declared.ts";
import { endProcess, ensureProcess } from "../../processes/supervise.ts";
import { podTcpPort } from "../../topology/services.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { waitUntil } from "../../wait.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";

/** What the program in a pod does not do. */
export const podServerFaults: readonly Fault[] = [
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
    protocols: ["tcp", "udp"],
    name: "port-on-loopback-only",
    summary: "the program in the destination pod listens on 127.0.0.1 only",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING"),
    inject: async ({ lab, destination }) => {
      await restartWith(lab, destination, ["127.0.0.1"]);
      await waitForAnswer(lab, destination, "answered");
    },
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "listen-queue-full",
    summary: "the program in the destination pod hangs and its queue of connections is full",
    expect: expectation("destination-pod", "request", "SOCKET_QUEUE_FULL"),
    inject: async ({ lab, destination }) => {
      await restartWith(lab, destination, ["::", "hang"]);
      await waitForAnswer(lab, destination, "answered");
      // Each connection that is tried and not taken stays in the queue.
      await waitForAnswer(lab, destination, "silent");
    },
  },
];

/** Ends the program in a pod, and returns once its port refuses connections. */
export async function endServer(lab: Lab, pod: PodSpec): Promise<void> {
  await endProcess(lab, podProcess(pod, "server"));
  await waitForAnswer(lab, pod, "refused");
}

/** @param more arguments of lab/programs/pod-server.js behind the usual ones. */
async function restartWith(lab: Lab, pod: PodSpec, more: readonly string[]): Promise<void> {
  const usual = serverProcess(pod);
  await endProcess(lab, usual.name);
  await ensureProcess(lab, { ...usual, argv: [...usual.argv, ...more] });
}

function waitForAnswer(
  lab: Lab,
  { name, netns }: PodSpec,
  wanted: "answered" | "refused" | "silent",
): Promise<void> {
  return waitUntil(
    `connections to ${name} to be ${wanted}`,
    async () => (await connectFrom(netns, "tcp", "127.0.0.1", podTcpPort, 300)) === wanted,
    { timeoutMs: 10_000, signal: lab.signal },
  );
}
