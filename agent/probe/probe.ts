import { inNetns, run } from "../../lib/exec.ts";
import type { SentReport } from "../../proto/wire/probe.ts";
import { parseIpRoutes } from "../ports/ip-json.ts";
import type { PodLocation } from "../ports/pod-finder.ts";
import { ping } from "./ping.ts";
import type { ProbeRequest } from "./probe-request.ts";
import { pingSweep } from "./size-sweep.ts";
import { probeSockets, tooBigForInterface } from "./sockets.ts";

/**
 * Sends real traffic from a pod's network namespace.
 *
 * @throws {ExecError} when the tools cannot be started there.
 */
export async function probe(
  pod: PodLocation,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<SentReport> {
  const netns = pod.netns.path;
  if (request.sweep !== undefined) {
    const attempts = await pingSweep(netns, request, request.sweep, signal);
    const sourceAddress = await routeSource(netns, request.destination, signal);
    return { sourceAddress, attempts, error: "" };
  }
  if (request.protocol === "icmp") {
    const [result, sourceAddress] = await Promise.all([
      ping(netns, request, signal),
      routeSource(netns, request.destination, signal),
    ]);
    return { sourceAddress, attempts: [...result.attempts], error: result.error };
  }
  const tooBig = tooBigForInterface(request, pod.podLink?.mtu ?? 0);
  if (tooBig !== null) return { sourceAddress: "", attempts: tooBig, error: "" };
  const { attempts, sourceAddress } = await probeSockets(netns, request, signal);
  const told = sourceAddress || (await routeSource(netns, request.destination, signal));
  return { sourceAddress: told, attempts: [...attempts], error: "" };
}

/** The source address that the route to a destination gives; "" without a route. */
async function routeSource(
  netns: string,
  destination: string,
  signal: AbortSignal,
): Promise<string> {
  const vector = inNetns(netns, ["ip", "-j", "route", "get", destination]);
  try {
    const { stdout } = await run(vector, { timeoutMs: 2_000, signal });
    return parseIpRoutes(stdout)[0]?.prefsrc ?? "";
  } catch {
    return ""; // no route: the attempts themselves say so
  }
}
