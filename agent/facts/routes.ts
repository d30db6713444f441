import { ExecError, inNetns, run } from "../../lib/exec.ts";
import type { Neighbour } from "../../proto/gen/tapline/v1/Neighbour.ts";
import type { RoundTrip } from "../../proto/gen/tapline/v1/RoundTrip.ts";
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

/** A packet to an address; of the namespace's own without `input`, the interface it comes in by. */
export interface RouteQuestion {
  readonly to: string;
  /** Its source address; "" for the one that the kernel chooses. */
  readonly from: string;
  readonly input: string;
}

/**
 * @param netns null for the agent's own namespace.
 * @throws {ExecError | IpJsonError} when it could not be asked.
 */
export async function readRouteTo(
  netns: string | null,
  { to, from, input }: RouteQuestion,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  const source = from === "" ? [] : ["from", from];
  const entry = input === "" ? [] : ["iif", input];
  const argv = ["ip", "-j", "route", "get", to, ...source, ...entry];
  try {
    const vector = netns === null ? argv : inNetns(netns, argv);
    const { stdout } = await run(vector, { ...limits, signal });
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

/**
 * What becomes of a packet, and of the answer to it: asked from the packet's receiver, or as it
 * comes in by the interface that the packet left by.
 *
 * @throws {ExecError | IpJsonError} when it could not be asked.
 */
export async function readRoundTrip(
  netns: string | null,
  question: RouteQuestion,
  signal: AbortSignal,
): Promise<RoundTrip> {
  const { to, from, input } = question;
  const there = await readRouteTo(netns, question, signal);
  const told = { there: { ...question, ...there }, back: null };
  const source = from || there.route?.source || "";
  if (there.route === null || source === "") return told;
  const isTaken = there.route.type === "local";
  const way = { to: source, from: to, input: isTaken ? "" : (there.route.device ?? "") };
  // What the namespace sends to itself has no way back to ask for.
  if (isTaken && input === "") return told;
  return { ...told, back: { ...way, ...(await readRouteTo(netns, way, signal)) } };
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

function toRoute({ dst, gateway, via, dev, prefsrc, type, table }: IpRoute): Route {
  const nexthop = gateway ?? via?.host ?? "";
  return { destination: dst, gateway: nexthop, device: dev, source: prefsrc, type, table };
}
