import { reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, node, ok } from "../check.ts";

/** Agents are of the aggregator's own version; those whose protocol does not fit are away. */
export const agentsVersion: DoctorCheck = {
  name: "agents-version",
  run({ agents, version }) {
    return agents.flatMap((agent) => {
      if (agent.status !== "ok" || !("version" in agent)) return [];
      const subject = node(agent.node);
      if (agent.version === version)
        return [ok(subject, reason("AGENT_SAME_VERSION", { version }))];
      const found = reason("AGENT_OTHER_VERSION", { agent: agent.version, aggregator: version });
      return [bad("warning", subject, found, reason("ADVICE_ROLL_OUT", {}))];
    });
  },
};
