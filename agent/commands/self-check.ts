import type { SelfCheckCommand__Output } from "../../proto/gen/tapline/v1/SelfCheckCommand.ts";
import { type OwnParts, selfReport } from "../facts/own/self-report.ts";
import type { OvsSource } from "../ports/ovs-view.ts";
import type { CommandHandler } from "./command-handler.ts";

/** Whether this agent has what it needs: tools, certificates. */
export function selfCheckHandler(
  own: OwnParts,
  ovs: OvsSource,
): CommandHandler<SelfCheckCommand__Output> {
  return {
    endsEarly: false,
    // It starts every tool at once.
    maxRunning: 2,
    run: async (_request, { signal }) => ({ selfReport: await selfReport(own, ovs, signal) }),
  };
}
