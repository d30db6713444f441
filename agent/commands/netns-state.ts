import type { NetnsStateCommand__Output } from "../../proto/gen/tapline/v1/NetnsStateCommand.ts";
import { nodeState, podState } from "../facts/netns-state.ts";
import type { NodePlaces } from "../facts/node-facts.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import type { CommandHandler } from "./command-handler.ts";

/** What packets change in a namespace, of the node or of a pod. */
export function netnsStateHandler(
  places: NodePlaces,
  ports: PortRegistry,
): CommandHandler<NetnsStateCommand__Output> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async ({ pod, interfaces, countersOnly, addresses }, { signal }) => {
      const wish = { interfaces, countersOnly, addresses, signal };
      if (!pod) return { netnsState: await nodeState(places, wish) };
      const { netns, podLink } = await ports.find(pod, signal);
      const names = podLink === null ? interfaces : [podLink.name, ...interfaces];
      return { netnsState: await podState(netns, { ...wish, interfaces: names }) };
    },
  };
}
