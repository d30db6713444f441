import { reason } from "../../../proto/reasons/index.ts";
import { macsClaiming } from "../../correlation/join/address-answers.ts";
import type { Plan } from "../../evidence/plan.ts";
import { isRouted, toHolder } from "../../plan/held-address.ts";
import { type CollectContext, type Collector, isActive } from "../collector.ts";
import { podRef } from "../pod-ref.ts";
import { untilChosen } from "./chosen.ts";
import { sendSeries } from "./series.ts";

/**
 * Who holds an address that no Pod has shows when it is asked for: one probe goes first then, and
 * everything else is asked about the port that answered, or whose MAC the pod holds from before.
 */
export const holderCollector: Collector = {
  name: "packets/holder",
  gives: ["probe", "held-neighbour"],
  needs: [],
  phase: "choose",
  applies: (plan) => isActive(plan) && plan.held !== undefined,
  collect: askForHolder,
  refine: toChosenHolder,
};

async function askForHolder(context: CollectContext): Promise<void> {
  const { plan, progress } = context;
  const series = plan.series.find(({ name }) => name === "learning");
  if (series === undefined) return;
  progress("probe", reason("SENDING_PROBES", {}));
  await sendSeries(context, series);
  await untilChosen(context, 1, () => new Map(answered(plan, context).entries()));
  await lookUpNeighbour(context);
}

/** Within a Subnet packets go to the MAC that the pod holds, however old that is. */
async function lookUpNeighbour({ plan, agents, record, questionMs, signal }: CollectContext) {
  const { held, source, destination } = plan;
  if (held === undefined || isRouted(source, held.subnet) || source.attachment !== "veth") return;
  const command = { pod: podRef(source), routeTo: destination.ip };
  await record.observe(
    source.node,
    async () => {
      const { neighbours } = await agents
        .on(source.node)
        .podFacts(command, { timeoutMs: questionMs, signal });
      const entry = neighbours.find(({ address, mac }) => address === destination.ip && mac !== "");
      return { mac: entry?.mac.toLowerCase() ?? null };
    },
    (data) => ({ kind: "fact", name: "held-neighbour", data }),
  );
}

function toChosenHolder(plan: Plan, context: CollectContext): Plan {
  const entry = context.found.heldNeighbour();
  const mac = entry.known ? entry.value.mac : null;
  const macs = [...(mac === null ? [] : [mac]), ...answered(plan, context).reverse()];
  return toHolder(context.inventory, plan, macs);
}

function answered({ destination }: Plan, { taps }: CollectContext): string[] {
  return macsClaiming(taps.seen(), destination.ip);
}
