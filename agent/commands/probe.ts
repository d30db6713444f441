import type { ProbeCommand__Output } from "../../proto/gen/tapline/v1/ProbeCommand.ts";
import { toWireReport } from "../../proto/wire/probe.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import { probe } from "../probe/probe.ts";
import { probeRequest } from "../probe/probe-request.ts";
import { CommandError } from "./command-error.ts";
import type { CommandHandler } from "./command-handler.ts";

/** Sends traffic from a pod of this node. */
export function probeHandler(ports: PortRegistry): CommandHandler<ProbeCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async (command, context) => {
      const request = probeRequest(command);
      const { pod } = command;
      if (!pod) {
        const message = "Cannot probe: no source pod is named";
        throw new CommandError({ code: "BAD_COMMAND", field: "pod" }, message);
      }
      const location = await ports.find(pod, context.signal);
      const report = await probe(location, request, context.signal);
      return { probeReport: toWireReport(report) };
    },
  };
}
