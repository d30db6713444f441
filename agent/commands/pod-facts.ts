import type { PodFactsCommand__Output } from "../../proto/gen/tapline/v1/PodFactsCommand.ts";
import { podFacts } from "../facts/pod-facts.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import { CommandError } from "./command-error.ts";
import type { CommandHandler } from "./command-handler.ts";

/** What is true inside a pod's network namespace. */
export function podFactsHandler(ports: PortRegistry): CommandHandler<PodFactsCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async ({ pod, routeTo, furtherRoutesTo, roundTrips }, context) => {
      if (!pod) {
        const message = "Cannot read a pod's facts: no pod is named";
        throw new CommandError({ code: "BAD_COMMAND", field: "pod" }, message);
      }
      const location = await ports.find(pod, context.signal);
      const wish = { routesTo: [routeTo, ...furtherRoutesTo], roundTrips };
      return { podFacts: await podFacts(location, wish, context.signal) };
    },
  };
}
