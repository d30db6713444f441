import type { ResolveCommand__Output } from "../../proto/gen/tapline/v1/ResolveCommand.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import { resolveName } from "../resolver/resolve.ts";
import { CommandError } from "./command-error.ts";
import type { CommandHandler } from "./command-handler.ts";

/** RFC 1123 names; the name is never part of a command line, and DNS takes no others. */
const namePattern = /^(?=.{1,253}\.?$)[a-z0-9_]([-a-z0-9_.]*[a-z0-9])?\.?$/i;

/** Looks a host name up from a pod of this node. */
export function resolveHandler(ports: PortRegistry): CommandHandler<ResolveCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async ({ pod, name }, context) => {
      if (!pod || !namePattern.test(name)) {
        const field = pod ? "name" : "pod";
        const message = `Cannot look a name up: ${field} is ${pod ? `"${name}"` : "missing"}`;
        throw new CommandError({ code: "BAD_COMMAND", field }, message);
      }
      const location = await ports.find(pod, context.signal);
      return { nameAnswer: await resolveName(location, name, context.signal) };
    },
  };
}
