import type { NetnsState } from "../../../proto/wire/facts.ts";
import type { NetnsPlace, Round } from "../../evidence/item.ts";
import { observableRoles, type Plan, type Role } from "../../evidence/plan.ts";
import { type CollectContext, type Collector, isPlaced, type SecondLook } from "../collector.ts";
import { oncePerNode } from "../path-agents.ts";
import { podRef } from "../pod-ref.ts";

/**
 * What packets change in the namespaces of the path: firewalls with their counters, counters of the
 * kernel and of ovs-vswitchd. Read before and after the probes, it tells what they changed.
 */
export const netnsCollector: Collector = {
  name: "facts/netns",
  gives: ["netns"],
  needs: ["port"],
  phase: "before",
  until: "after",
  questions: 1,
  applies: isPlaced,
  collect: readTwice,
};

async function readTwice(context: CollectContext): Promise<SecondLook> {
  await readAll(context, "before", context.signal);
  return (signal) => readAll(context, "after", signal);
}

/** Each node is asked once, also where both ends are on one. */
async function readAll(context: CollectContext, round: Round, signal: AbortSignal): Promise<void> {
  const { plan, agents, questionMs } = context;
  const options = { timeoutMs: questionMs, signal };
  const countersOnly = round === "before";
  const addresses = addressesOf(plan);
  const ofNode = oncePerNode(agents, (agent) =>
    agent.netnsState(
      { interfaces: vethsOn(context, agent.node), countersOnly, addresses },
      options,
    ),
  );
  const ofPod = async (role: Role): Promise<NetnsState> => {
    const pod = podRef(plan[role]);
    return agents.on(plan[role].node).netnsState({ pod, countersOnly, addresses }, options);
  };
  const looks = observableRoles(plan).flatMap((role) => [
    observe(context, role, "node", round, () => ofNode(plan[role].node)),
    ...(plan[role].attachment === "veth"
      ? [observe(context, role, "pod", round, () => ofPod(role))]
      : []),
  ]);
  await Promise.all(looks);
}

async function observe(
  { plan, record }: CollectContext,
  role: Role,
  place: NetnsPlace,
  round: Round,
  look: () => Promise<NetnsState>,
): Promise<void> {
  await record.observe(plan[role].node, look, (data) => ({
    kind: "fact",
    name: "netns",
    role,
    place,
    round,
    data,
  }));
}

/** All that packets of the question may carry; agents add those of their nodes and tunnels. */
function addressesOf({ conversation, source, destination, series, service }: Plan): string[] {
  const ends = [source, destination].flatMap(({ ip, ips, gatewayIp }) => [ip, ...ips, gatewayIp]);
  const all = [
    ...[...conversation.sources, ...conversation.destinations, ...ends],
    ...series.map((one) => one.destination),
    service?.ip ?? null,
  ];
  return [...new Set(all.filter((ip): ip is string => ip !== null && ip !== ""))];
}

/** The host side of the path's pods on that node. */
function vethsOn({ plan, found }: CollectContext, node: string): string[] {
  return observableRoles(plan)
    .filter((role) => plan[role].node === node)
    .flatMap((role) => {
      const port = found.port(role);
      return port.known ? port.value?.veth || [] : [];
    });
}
