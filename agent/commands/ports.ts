import type { PortsCommand__Output } from "../../proto/gen/tapline/v1/PortsCommand.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import type { CommandHandler } from "./command-handler.ts";

/** The pod interfaces of this node. */
export function portsHandler(ports: PortRegistry): CommandHandler<PortsCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async (_request, context) => ({ ports: await ports.list(context.signal) }),
  };
}
