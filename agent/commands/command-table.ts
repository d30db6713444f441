import type { NodePlaces } from "../facts/node-facts.ts";
import type { OwnParts } from "../facts/own/self-report.ts";
import type { PortRegistry } from "../ports/port-registry.ts";
import type { CommandTable } from "./command-handler.ts";
import { flowsHandler } from "./flows.ts";
import { netnsStateHandler } from "./netns-state.ts";
import { nodeFactsHandler } from "./node-facts.ts";
import { openflowTraceHandler } from "./openflow-trace.ts";
import { podFactsHandler } from "./pod-facts.ts";
import { portsHandler } from "./ports.ts";
import { probeHandler } from "./probe.ts";
import { resolveHandler } from "./resolve.ts";
import { selfCheckHandler } from "./self-check.ts";
import { tapHandler } from "./tap.ts";

/** Every command that this agent knows, and what carries it out. */
export function commandTable(places: NodePlaces, ports: PortRegistry, own: OwnParts): CommandTable {
  return {
    tap: tapHandler(places.ovs),
    probe: probeHandler(ports),
    ports: portsHandler(ports),
    openflowTrace: openflowTraceHandler(places.ovsRunDir, places.ovs),
    flows: flowsHandler(places.ovsRunDir),
    nodeFacts: nodeFactsHandler(places),
    podFacts: podFactsHandler(ports),
    netnsState: netnsStateHandler(places, ports),
    resolve: resolveHandler(ports),
    selfCheck: selfCheckHandler(own, places.ovs),
  };
}
