import { reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, node, ok } from "../check.ts";

/** Agents had room for all that they had to say. */
export const agentsLosses: DoctorCheck = {
  name: "agents-losses",
  run({ agents }) {
    return agents.flatMap((agent) => {
      if (agent.status !== "ok" || !("repliesDropped" in agent)) return [];
      const { repliesDropped: replies, eventsDropped: events } = agent;
      const subject = node(agent.node);
      if (replies + events === 0) return [ok(subject, reason("AGENT_LOST_NOTHING", {}))];
      const found = reason("AGENT_LOST", { replies, events });
      return [bad("warning", subject, found, reason("ADVICE_SLOW_STREAM", {}))];
    });
  },
};
