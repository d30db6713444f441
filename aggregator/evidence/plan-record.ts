import type { Plan, PlannedEnd, PlannedSeries } from "./plan.ts";

/** A plan as the first version of tapline recorded it: between two pods, by tunnels. */
type FirstPlan = Pick<Plan, "relation" | "sameSubnet" | "traffic"> & {
  readonly source: FirstEnd;
  readonly destination: FirstEnd;
  readonly series: readonly Omit<PlannedSeries, "destination">[];
};

type FirstEnd = Omit<PlannedEnd, "attachment" | "interface">;

/** Fills in what an older record does not say. */
export function upgradePlan(plan: Plan | FirstPlan): Plan {
  if ("conversation" in plan) return plan;
  const [source, destination] = [podEnd(plan.source), podEnd(plan.destination)];
  const { port } = plan.traffic;
  return {
    ...plan,
    named: { source: summaryOf(source), destination: summaryOf(destination) },
    source,
    destination,
    fabric: "tunnel",
    exit: "none",
    conversation: {
      sources: [source.ip],
      destinations: [destination.ip],
      ports: port === null ? [] : [port],
    },
    targetPort: port,
    service: null,
    isAddressShared: false,
    series: plan.series.map((series) => ({ ...series, destination: destination.ip })),
  };
}

function podEnd(end: FirstEnd): PlannedEnd {
  return { ...end, attachment: "veth", interface: null };
}

function summaryOf(end: PlannedEnd): Plan["named"]["source"] {
  const { kind, namespace, name, node, ips, logicalPort } = end;
  return { kind, namespace, name, node, ips, logicalPort };
}
