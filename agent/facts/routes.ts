import { ExecError, inNetns, run } from "../../lib/exec.ts";
import type { Neighbour } from "../../proto/gen/tapline/v1/Neighbour.ts";
import type { Route } from "../../proto/gen/tapline/v1/Route.ts";
import { type IpRoute, parseIpNeighbours, parseIpRoutes } from "../ports/ip-json.ts";

const limits = { timeoutMs: 2_000, maxBytes: 4 * 1024 * 1024 } as const;

/** Routes of the main table, both families. @throws {ExecError | IpJsonError} */
export async function readRoutes(netns: string, signal: AbortSignal): Promise<Route[]> {
  const families = ["-4", "-6"].map(async (family) => {
    const argv = ["ip", "-j", family, "route", "show"];
    const { stdout } = await run(inNetns(netns, argv), { ...limits, signal });
    return parseIpRoutes(stdout).map(toRoute);
  });
  return (await Promise.all(families)).flat();
}

/** What the kernel would do with a packet to an address, or its words when it has no route. */
export interface RouteAnswer {
  readonly route: Route | null;
  readonly error: string;
}

/** @param destination an address. @throws {ExecError | IpJsonError} when it could not be asked. */
export async function readRouteTo(
  netns: string,
  destination: string,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  const argv = ["ip", "-j", "route", "get", destination];
  try {
    const { stdout } = await run(inNetns(netns, argv), { ...limits, signal });
    const [first] = parseIpRoutes(stdout);
    return first === undefined
      ? { route: null, error: "ip said nothing" }
      : { route: toRoute(first), error: "" };
  } catch (thrown) {
    // "RTNETLINK answers: Network is unreachable": an answer, and the one that matters.
    if (!(thrown instanceof ExecError) || thrown.type.code !== "FAILED") throw thrown;
    const words = /RTNETLINK answers: (.+)/.exec(thrown.type.stderr)?.[1];
    if (words === undefined) throw thrown;
    return { route: null, error: words.trim() };
  }
}

/** Neighbours of both families. @throws {ExecError | IpJsonError} */
export async function readNeighbours(netns: string, signal: AbortSignal): Promise<Neighbour[]> {
  const argv = ["ip", "-j", "neigh", "show"];
  const { stdout } = await run(inNetns(netns, argv), { ...limits, signal });
  return parseIpNeighbours(stdout).map(({ dst, lladdr, state, dev }) => ({
    address: dst,
    mac: lladdr,
    state: state.join(","),
    device: dev,
  }));
}

function toRoute({ dst, gateway, via, dev, prefsrc }: IpRoute): Route {
  return { destination: dst, gateway: gateway ?? via?.host ?? "", device: dev, source: prefsrc };
}
