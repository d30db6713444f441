import { requestDefaults } from "../../proto/requests/bounds.ts";
import { isHairpin, type Plan, type PlannedSeries } from "../evidence/plan.ts";
import type { Path } from "./path.ts";
import type { ProbeIdentifiers } from "./probe-identifiers.ts";
import { sweepEchoes } from "./sweep-sizes.ts";

/**
 * Numbers of the probes, and why.
 *
 * A lost answer costs `waitMs`, so a failing path takes about that long; a pod that answers later
 * than this is slow enough to be called out. The survey tells loss from absence: see located.ts for
 * what forty packets can tell. Three large packets tell a path MTU from chance; they are waited for
 * less long, because a sweep may have to follow, and are sent after the small ones
 * (probe-turns.ts): at the latest when twice the time has passed that the survey takes.
 */
export const probeTimes = {
  intervalMs: 40,
  waitMs: 1_000,
  survey: { count: 40, intervalMs: 10 },
  large: { count: 3, intervalMs: 30, waitMs: 500 },
  /** A dropped one is not waited for: what it is sent for has happened when it was dropped. */
  learning: { count: 1, waitMs: 150 },
} as const;

/** How many probes answer the question. */
export function defaultCount({ service }: Pick<Path, "service">): number {
  const backends = service?.backends.length ?? 0;
  const { toOne, toEachBackend, most } = requestDefaults.count;
  return backends < 2 ? toOne : Math.min(most, toEachBackend * backends);
}

/** Kube-OVN gives pods the tunnel NIC's MTU less 100 (pkg/daemon/config.go): 1400 of 1500. */
const defaultPodMtu = 1_400;

export function plannedSeries(
  path: Path,
  { protocol, port, count, size, http }: Plan["traffic"],
  identifiers: ProbeIdentifiers,
): PlannedSeries[] {
  const destination = path.destination.ip;
  const echo = { protocol: "icmp", port: null, waitMs: probeTimes.waitMs, destination } as const;
  const asked: PlannedSeries = {
    name: "asked",
    protocol,
    port,
    count,
    intervalMs: probeTimes.intervalMs,
    waitMs: probeTimes.waitMs,
    packetBytes: size,
    dontFragment: size !== null,
    identifier: protocol === "icmp" ? identifiers.echo() : identifiers.ports(count),
    destination: path.service?.ip ?? destination,
    ...(http === undefined || http === null ? {} : { httpPath: http }),
  };
  const learning: PlannedSeries = {
    ...asked,
    name: "learning",
    ...probeTimes.learning,
    identifier: identifiers.ports(probeTimes.learning.count),
  };
  const toService = learnsFirst(path) ? [learning, asked] : [asked];
  // What a pod sends to its own address never leaves it.
  if (isHairpin(path)) return toService;
  return [
    ...toService,
    {
      ...echo,
      name: "survey",
      ...probeTimes.survey,
      packetBytes: null,
      dontFragment: false,
      identifier: identifiers.echo(),
    },
    {
      ...echo,
      name: "large",
      ...probeTimes.large,
      afterMs: 2 * probeTimes.survey.count * probeTimes.survey.intervalMs,
      packetBytes: defaultPodMtu,
      dontFragment: true,
      // The sweep, if there will be one, takes those that follow.
      identifier: identifiers.echo(1 + sweepEchoes),
    },
  ];
}

/** OVN does something with a first packet that it does with none after it. */
function learnsFirst({ service, destination, held }: Path): boolean {
  const isOpen = destination.leaving?.isNexthopKnown === false || held !== undefined;
  return service?.affinity === true || isOpen;
}

/** The plan with large probes as large as the pod can send; as it is where that is not known. */
export function withPodMtu(plan: Plan, mtu: number | null): Plan {
  if (mtu === null || mtu <= 0) return plan;
  const series = plan.series.map((one) =>
    one.name === "large" ? { ...one, packetBytes: mtu } : one,
  );
  return { ...plan, series };
}
