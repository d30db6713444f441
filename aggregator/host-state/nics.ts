import { reason } from "../../proto/reasons/index.ts";
import type { NodeFacts } from "../../proto/wire/facts.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { addressOf } from "../inventory/ip-address.ts";
import { mappedBridge } from "./bridge-mapping.ts";
import { outwardDevice } from "./node-routes.ts";

/** NICs by which packets leave a node as they are, without a tunnel around them. */
export interface ExitNics {
  readonly names: ReadonlySet<string>;
  /** The bridge of Open vSwitch that they are on; null where they are on none. */
  readonly bridge: string | null;
}

/**
 * Where packets of the path leave a node for what is outside of OVN: below the interface that the
 * node's kernel routes them to, or on the bridge of the provider network.
 */
export function exitNics(
  view: CaseView,
  role: Role,
  kind: "routed" | "provider",
): Looked<ExitNics> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  if (kind === "provider") return providerNics(view, role, facts.value, facts.id);
  const device = outwardDevice(view, role);
  if (!device.known) return device;
  return { known: true, value: below(facts.value, device.value), id: facts.id };
}

/** The same for tunnels: below the interface that has the tunnel's address. */
export function tunnelNics(view: CaseView, role: Role): Looked<ExitNics> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  const encaps = (facts.value.externalIds["ovn-encap-ip"] ?? "").split(",");
  const carrier = facts.value.links.find((link) =>
    link.addresses.some((address) => encaps.includes(addressOf(address))),
  );
  return { known: true, value: below(facts.value, carrier?.name ?? ""), id: facts.id };
}

/** A bridge of Open vSwitch sends by its ports, a bond by its members. */
export function below(
  { links, bridgePorts }: Pick<NodeFacts, "links" | "bridgePorts">,
  device: string,
) {
  const ports = nicsOn({ links, bridgePorts }, device);
  if (ports.length > 0) return { names: new Set(ports), bridge: device };
  const members = links.filter(({ master }) => master !== "" && master === device);
  return { names: new Set([device, ...members.map(({ name }) => name)]), bridge: null };
}

/** Interfaces of a bridge that are devices of the node, but for the bridge's own. */
export function nicsOn(
  { links, bridgePorts }: Pick<NodeFacts, "links" | "bridgePorts">,
  bridge: string,
): string[] {
  const present = new Set(links.map(({ name }) => name));
  return bridgePorts
    .filter((port) => port.bridge === bridge && port.interface !== bridge)
    .map((port) => port.interface)
    .filter((name) => present.has(name));
}

function providerNics(view: CaseView, role: Role, facts: NodeFacts, id: string): Looked<ExitNics> {
  const row = view.provider(role);
  if (!row.known) return row;
  if (row.value === null) return { known: false, reason: reason("NOT_LOOKED_AT", {}) };
  const mappings = facts.externalIds["ovn-bridge-mappings"] ?? "";
  const bridge = mappedBridge(mappings, row.value.network);
  const ports = bridge === null ? [] : nicsOn(facts, bridge);
  if (ports.length > 0) return { known: true, value: { names: new Set(ports), bridge }, id };
  const names = new Set(row.value.nic === null ? [] : [row.value.nic]);
  return { known: true, value: { names, bridge: null }, id };
}
