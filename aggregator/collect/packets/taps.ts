import { type CollectContext, type Collector, isPlaced, type SecondLook } from "../collector.ts";
import { nodesToWatch } from "../path-agents.ts";
import { tapFilter } from "./tap-filter.ts";

/** One tap on every node of the path, from before the first packet to after the last. */
export const tapsCollector: Collector = {
  name: "packets/taps",
  gives: ["tap"],
  needs: [],
  phase: "watch",
  until: "after",
  questions: 1,
  applies: isPlaced,
  collect: listen,
};

async function listen(context: CollectContext): Promise<SecondLook> {
  const { plan, agents, taps, record, questionMs, signal } = context;
  const filter = tapFilter(plan);
  const nodes = nodesToWatch(plan);
  await taps.start({ agents, nodes, filter, record, timeoutMs: questionMs, signal });
  return (end) => taps.stop(record, end);
}
