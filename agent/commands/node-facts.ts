import type { NodeFactsCommand__Output } from "../../proto/gen/tapline/v1/NodeFactsCommand.ts";
import { type NodePlaces, nodeFacts } from "../facts/node-facts.ts";
import type { CommandHandler } from "./command-handler.ts";

/** What is true of the node. */
export function nodeFactsHandler(places: NodePlaces): CommandHandler<NodeFactsCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async (_request, context) => ({ nodeFacts: await nodeFacts(places, context.signal) }),
  };
}
