import { inNetns, run } from "../../lib/exec.ts";
import type { Listener } from "../../proto/gen/tapline/v1/Listener.ts";
import type { PodFacts } from "../../proto/gen/tapline/v1/PodFacts.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Netns } from "../ports/netns-list.ts";
import type { PodLocation } from "../ports/pod-finder.ts";
import { parseListeners } from "./listeners.ts";
import { Look } from "./look.ts";
import { readProtocolCounters } from "./protocol-counters.ts";
import {
  type RouteAnswer,
  type RouteQuestion,
  readNeighbours,
  readRoundTrip,
  readRoutes,
  readRouteTo,
} from "./routes.ts";

/** A packet of the namespace's own. */
const own = { from: "", input: "" } as const;

const noAnswer: RouteAnswer = { route: null, error: "" };

/** What is asked of a pod's kernel. */
export interface PodWish {
  /** Addresses whose routes are asked for; the first may be "", for none. */
  readonly routesTo: readonly string[];
  readonly roundTrips: readonly RouteQuestion[];
}

/** What a pod's network namespace has; everything is read at once. */
export async function podFacts(
  pod: PodLocation,
  { routesTo, roundTrips }: PodWish,
  signal: AbortSignal,
): Promise<PodFacts> {
  const { netns, links } = pod;
  const look = new Look();
  const [routes, answers, trips, neighbours, listeners, counters, ipv6Off] = await Promise.all([
    look.at("routes", readRoutes(netns.path, signal), []),
    Promise.all(routesTo.map((to) => answerFor(look, netns, to, signal))),
    Promise.all(
      roundTrips.map((one) =>
        look.at("route-lookup", readRoundTrip(netns.path, one, signal), {
          there: null,
          back: null,
        }),
      ),
    ),
    look.at("neighbours", readNeighbours(netns.path, signal), []),
    look.at("listeners", readListeners(netns, signal), []),
    look.at("counters", readProtocolCounters(netns, signal), {}),
    look.at("settings", isIpv6Disabled(pod, signal), false),
  ]);
  signal.throwIfAborted();
  if (pod.podLink === null) {
    look.note({ part: "links", why: reason("NO_INTERFACE_OF_THAT_NAME", {}) });
  }
  const [first = noAnswer, ...further] = answers;
  return {
    netns: netns.path,
    links: [...links],
    routes,
    routeTo: first.route,
    routeError: first.error,
    furtherRoutes: further.map((answer, index) => ({ ...answer, to: routesTo[index + 1] ?? "" })),
    neighbours,
    listeners,
    problems: look.problems,
    counters,
    ipv6Disabled: ipv6Off,
    roundTrips: trips,
  };
}

function answerFor(
  look: Look,
  netns: Netns,
  to: string,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  const answer =
    to === "" ? Promise.resolve(noAnswer) : readRouteTo(netns.path, { to, ...own }, signal);
  return look.at("route-lookup", answer, noAnswer);
}

/** An interface with any IPv6 address, if only of its link, has not lost IPv6. */
async function isIpv6Disabled(pod: PodLocation, signal: AbortSignal): Promise<boolean> {
  const { netns, podLink } = pod;
  if (podLink === null || podLink.addresses.some((address) => address.includes(":"))) return false;
  const file = `/proc/sys/net/ipv6/conf/${podLink.name}/disable_ipv6`;
  const vector = inNetns(netns.path, ["cat", file]);
  const options = { timeoutMs: 2_000, okCodes: [0, 1], signal }; // 1: a kernel without IPv6
  return (await run(vector, options)).stdout.trim() !== "0";
}

async function readListeners(netns: Netns, signal: AbortSignal): Promise<Listener[]> {
  const vector = inNetns(netns.path, ["ss", "-H", "-tuln"]);
  const { stdout } = await run(vector, { timeoutMs: 2_000, maxBytes: 4 * 1024 * 1024, signal });
  return parseListeners(stdout);
}
