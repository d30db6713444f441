import { reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, node, ok, unknown } from "../check.ts";

/** From there on certificates, leases and logs of several nodes begin to suffer. */
const muchMs = 1_000;
/** Tokens and certificates that were just made are refused. */
const tooMuchMs = 60_000;

/** Clocks agree with the aggregator's, within what the round trips tell. */
export const agentsClock: DoctorCheck = {
  name: "agents-clock",
  run({ agents }) {
    return agents.flatMap((agent) => {
      if (agent.status !== "ok" || !("clock" in agent)) return [];
      const subject = node(agent.node);
      if (agent.clock === null) return [unknown(subject, reason("CLOCK_NOT_MEASURED", {}))];
      const { offsetMs, errorMs } = agent.clock;
      const args = { offsetMs: rounded(offsetMs), errorMs: rounded(errorMs) };
      const atLeast = Math.abs(offsetMs) - errorMs;
      if (atLeast >= muchMs) {
        const found = reason("CLOCK_IS_OFF", args);
        const status = atLeast >= tooMuchMs ? "failed" : "warning";
        const commands = ["timedatectl", "chronyc tracking"];
        return [bad(status, subject, found, reason("ADVICE_SET_CLOCK", {}), commands)];
      }
      if (errorMs >= muchMs) return [unknown(subject, reason("CLOCK_TOO_VAGUE", args))];
      return [ok(subject, reason("CLOCK_AGREES", args))];
    });
  },
};

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
