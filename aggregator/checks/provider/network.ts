import type { CodeArgs } from "../../../proto/codes/index.ts";
import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { fabricOf, type Plan, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { mappedBridge } from "../../host-state/bridge-mapping.ts";
import { atNodes, bridgeStage, type Check, ends, type Found, type Look } from "../check.ts";

/** An underlay Subnet's switch is tied to the NIC of its provider network, by the right VLAN. */
export const providerCheck: Check = {
  name: "provider/network",
  description: "Localnet port, bridge mapping, bridge and NIC of the provider network fit",
  codes: [
    "PROVIDER_VLAN_MISMATCH",
    "BRIDGE_MAPPING_MISSING",
    "PROVIDER_NIC_MISSING",
    "INTERFACE_DOWN",
  ],
  reads: ["node", "provider"],
  run({ view }) {
    return atNodes(view, (role) =>
      passesNetwork(view.plan, role) === null
        ? null
        : [vlan(view, role), mapping(view, role), nic(view, role)],
    );
  },
};

/** The first direction whose packets pass an end's node by the provider network; null for none. */
function passesNetwork(plan: Plan, role: Role): Direction | null {
  const { attachment } = plan.destination;
  if (attachment === "localnet") return role === "destination" ? "request" : null;
  const isAcross = plan.relation === "cross-node" || attachment === "none";
  const directions = (["request", "reply"] as const).filter(
    (direction) => isAcross && fabricOf(plan, direction) === "provider",
  );
  return directions[0] ?? null;
}

function vlan(view: CaseView, role: Role): Look {
  const row = view.provider(role);
  if (!row.known) return row.reason;
  if (row.value === null || row.value.vlan === null) return null;
  const { tag, vlan: wanted, subnet } = row.value;
  if ((tag ?? 0) === wanted) return null;
  const args = {
    subnet,
    actual: tag === null ? reason("NONE", {}) : String(tag),
    expected: String(wanted),
  };
  return at(view, role, "PROVIDER_VLAN_MISMATCH", args, row.id);
}

function mapping(view: CaseView, role: Role): Look {
  const row = view.provider(role);
  const facts = view.nodeFacts(role);
  if (!row.known) return row.reason;
  if (!facts.known) return facts.reason;
  if (row.value === null) return null;
  const { network } = row.value;
  const mappings = facts.value.externalIds["ovn-bridge-mappings"] ?? "";
  const bridge = mappedBridge(mappings, network);
  if (bridge !== null && isBridge(view, role, bridge)) return null;
  const detail =
    bridge === null
      ? mappings === ""
        ? reason("MAPPINGS_NOT_SET", {})
        : `ovn-bridge-mappings = ${mappings}`
      : reason("NO_BRIDGE", { name: bridge });
  return at(view, role, "BRIDGE_MAPPING_MISSING", { name: network, detail }, row.id, facts.id);
}

/** The mapped bridge has a NIC, and it is up. */
function nic(view: CaseView, role: Role): Look {
  const row = view.provider(role);
  const facts = view.nodeFacts(role);
  if (!row.known) return row.reason;
  if (!facts.known) return facts.reason;
  const { externalIds, bridgePorts, links } = facts.value;
  const mappings = externalIds["ovn-bridge-mappings"] ?? "";
  const bridge = row.value === null ? null : mappedBridge(mappings, row.value.network);
  if (row.value === null || bridge === null || row.value.nic === null) return null;
  if (!isBridge(view, role, bridge)) return null; // the mapping is what is wrong
  const name = row.value.nic;
  // With exchangeLinkName the bridge has the NIC's name, and the NIC another.
  if (name === bridge) return null;
  if (!bridgePorts.some((port) => port.bridge === bridge && port.interface === name)) {
    const args = { name: bridge, interface: name };
    return at(view, role, "PROVIDER_NIC_MISSING", args, row.id, facts.id);
  }
  const link = links.find((one) => one.name === name);
  if (link === undefined || link.up) return null;
  return at(view, role, "INTERFACE_DOWN", { interface: name }, row.id, facts.id);
}

function isBridge(view: CaseView, role: Role, bridge: string): boolean {
  const facts = view.nodeFacts(role);
  const bridges = facts.known ? (facts.value.vswitchd?.bridges ?? []) : [];
  return bridges.length === 0 || bridges.includes(bridge);
}

function at(
  view: CaseView,
  role: Role,
  code: Found["code"],
  args: CodeArgs,
  ...evidence: string[]
): Found {
  const node = view.plan[role].node ?? "";
  return {
    code,
    stage: bridgeStage(view, role),
    direction: passesNetwork(view.plan, role) ?? "request",
    node,
    args: { ...ends(view), node, ...args },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence,
    weight: "decisive",
  };
}
