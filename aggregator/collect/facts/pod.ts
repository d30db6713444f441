import type { RoundTripQuestion } from "../../../proto/gen/tapline/v1/RoundTripQuestion.ts";
import {
  isHost,
  nodeInterface,
  type Plan,
  peerAddress,
  type Role,
  stackRoles,
} from "../../evidence/plan.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { podRef } from "../pod-ref.ts";

/** What each end has in its network namespace: addresses, routes, neighbours, listeners. */
export const podCollector: Collector = {
  name: "facts/pod",
  gives: ["pod"],
  needs: [],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  collect: collectPods,
};

async function collectPods(context: CollectContext): Promise<void> {
  const { plan, agents, record, questionMs, signal } = context;
  await Promise.all(
    stackRoles(plan).map((role) => {
      const end = plan[role];
      const command = {
        pod: podRef(end),
        routeTo: routedTo(plan, role),
        roundTrips: roundTrips(plan, role),
      };
      return record.observe(
        end.node,
        async () => agents.on(end.node).podFacts(command, { timeoutMs: questionMs, signal }),
        (data) => ({ kind: "fact", name: "pod", role, data }),
      );
    }),
  );
}

/** A node routes what it sends to a Service again, once that has a backend's address. */
function routedTo(plan: Plan, role: Role): string {
  const isProxied = role === "source" && plan.service !== null && isHost(plan.source);
  return isProxied ? plan.destination.ip : peerAddress(plan, role);
}

/** A node's kernel decides about what comes in by its `ovn0`, and about what the node sends. */
function roundTrips(plan: Plan, role: Role): RoundTripQuestion[] {
  if (plan[role].attachment !== "ovn0") return [];
  const to = routedTo(plan, "source");
  if (role === "source") return [{ to, from: "", input: "" }];
  return [{ to: plan.destination.ip, from: plan.source.ip, input: nodeInterface }];
}
