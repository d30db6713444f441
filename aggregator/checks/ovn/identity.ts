import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import { observableRoles, otherRole, ownPortRoles, type Role } from "../../evidence/plan.ts";
import type { PortBindingRow, PortRival, PortRivalsRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import {
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Found,
  foundOrSkipped,
  isFound,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/**
 * Every node has a system-id of its own, and every logical port is on one node. Two that have the
 * same take chassis or port from each other: where packets go changes from moment to moment, and
 * what the databases say of it was right or wrong by chance.
 */
export const identityCheck: Check = {
  name: "ovn/identity",
  description: "Nobody else has the system-id of a node, or claims the port of an end",
  codes: ["CHASSIS_DUPLICATE", "IFACE_ID_DUPLICATE"],
  reads: ["chassis", "node", "port", "port-binding", "port-rivals"],
  run(context) {
    const { view } = context;
    const shared = sharedByEnds(context);
    const looks: Look[] = [shared];
    // That a chassis of its own is left follows from having another's name.
    const others = isFound(shared) ? [] : observableRoles(view.plan);
    for (const role of others) looks.push(leftChassis(context, role));
    for (const role of ownPortRoles(view.plan)) looks.push(...rivalsOf(context, role));
    const reasons = looks.filter((one): one is Reason => one !== null && !isFound(one));
    return foundOrSkipped(looks.filter(isFound), reasons);
  },
};

function systemIdOf(view: CaseView, role: Role): { id: string; evidence: string } | Reason {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts.reason;
  return { id: facts.value.externalIds["system-id"] ?? "", evidence: facts.id };
}

function sharedByEnds(context: CheckContext): Look {
  const { view } = context;
  const { source, destination } = view.plan;
  if (source.node === null || destination.node === null) return null;
  if (source.node === destination.node) return null;
  const [near, far] = [systemIdOf(view, "source"), systemIdOf(view, "destination")];
  if ("code" in near) return near;
  if ("code" in far) return far;
  if (near.id === "" || near.id !== far.id) return null;
  const detail = reason("SYSTEM_ID_SHARED", {
    id: near.id,
    nodes: [source.node, destination.node],
  });
  const evidence = [near.evidence, far.evidence];
  return duplicate(context, "destination", detail, evidence, "decisive");
}

/** A chassis of another system-id still has the node's name or address. */
function leftChassis(context: CheckContext, role: Role): Look {
  const { view } = context;
  const own = systemIdOf(view, role);
  const chassis = view.chassis(role);
  if ("code" in own) return own;
  if (!chassis.known) return chassis.reason;
  const sharing = chassis.value?.sharing ?? [];
  const others = sharing.filter(({ name }) => name !== own.id);
  const { node } = view.plan[role];
  if (own.id === "" || node === null || others.length === 0) return null;
  const registered = sharing.find(({ name }) => name === own.id);
  const detail = allOf(
    others.map(({ name, hostname, ips }) => {
      const isNamed = hostname === node && registered !== undefined;
      return reason("CHASSIS_LEFT", { own: own.id, other: name, node, ips: isNamed ? [] : ips });
    }),
  );
  // OVN lets no two chassis have one address: the node's own cannot be registered.
  const weight = registered === undefined ? "decisive" : "beside";
  return duplicate(context, role, detail, [own.evidence, chassis.id], weight);
}

function rivalsOf(context: CheckContext, role: Role): Look[] {
  const { view } = context;
  const row = view.portRivals(role);
  const binding = view.portBinding(role);
  const id = systemIdOf(view, role);
  if (!row.known) return [row.reason];
  if (!binding.known) return [binding.reason];
  // A machine that moves is on two nodes by right.
  if (binding.value?.migration !== undefined) return [];
  const { node, logicalPort } = view.plan[role];
  const looks: Look[] = [];
  const claiming = row.value.rivals.filter(({ interfaces }) => (interfaces ?? []).length > 0);
  if (claiming.length > 0) {
    const port = view.port(role);
    const own = port.known ? (port.value?.interface ?? "") : "";
    const detail = allOf([
      ...(own === "" ? [] : [reason("IFACE_ON", { node: node ?? "", interface: own })]),
      ...claiming.flatMap((rival) =>
        (rival.interfaces ?? []).map((name) =>
          reason("IFACE_ON", { node: rival.node, interface: name }),
        ),
      ),
    ]);
    looks.push({
      code: "IFACE_ID_DUPLICATE",
      ...placeOf(context, role),
      node,
      args: {
        ...ends(view),
        ...endArgs(view, role),
        node: claiming[0]?.node ?? "",
        detail: detail ?? "",
      },
      resources: [{ kind: "Port_Binding", namespace: null, name: logicalPort ?? "" }],
      evidence: [row.id, binding.id],
      weight: isContested(row.value, binding.value, claiming) ? "decisive" : "beside",
    });
  }
  if ("code" in id) return [...looks, id];
  const twins = row.value.rivals.filter(({ systemId }) => systemId === id.id && id.id !== "");
  if (twins.length > 0) {
    const nodes = [node ?? "", ...twins.map((rival) => rival.node)];
    const detail = reason("SYSTEM_ID_SHARED", { id: id.id, nodes });
    looks.push(duplicate(context, role, detail, [id.evidence, row.id], "decisive"));
  }
  return looks;
}

/**
 * The port goes back and forth, or is with the rival now. One change alone is a regular move, whose
 * former node may not have taken its interface away yet.
 */
function isContested(
  { changes }: PortRivalsRow,
  binding: PortBindingRow | null,
  claiming: readonly PortRival[],
): boolean {
  const bound = binding?.chassisNode ?? null;
  return changes >= 2 || claiming.some(({ node }) => node === bound);
}

function duplicate(
  context: CheckContext,
  role: Role,
  detail: Reason | null,
  evidence: readonly string[],
  weight: Found["weight"],
): Found {
  const { view } = context;
  const { node } = view.plan[role];
  return {
    code: "CHASSIS_DUPLICATE",
    ...placeOf(context, role),
    node,
    args: { ...ends(view), node: node ?? "", detail: detail ?? "" },
    resources: node === null ? [] : [{ kind: "Node", namespace: null, name: node }],
    evidence,
    weight,
  };
}

/**
 * Packets to the end go to another node, or nowhere; with a chassis of its own taken away from it
 * the node itself may send them nowhere, too.
 */
function placeOf(context: CheckContext, role: Role): Place {
  const [to, from] =
    role === "destination" ? (["request", "reply"] as const) : (["reply", "request"] as const);
  const near = otherRole(role);
  return placeAmong(
    context,
    { stage: "control-plane", direction: "request" },
    { stage: `${near}-bridge`, direction: to },
    { stage: `${role}-bridge`, direction: to },
    { stage: `${role}-bridge`, direction: from },
    { stage: "underlay", direction: to },
    { stage: "underlay", direction: from },
    { stage: "gateway", direction: to },
  );
}
