import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { leavesUntranslated } from "../../correlation/locate/masquerade.ts";
import type { NatRow } from "../../evidence/destination-rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import {
  type Check,
  clean,
  ends,
  type Found,
  foundOrClean,
  type Place,
  skipped,
} from "../check.ts";

/**
 * NAT rules of logical routers fit the ports that they are for. A floating IP is carried out on the
 * chassis of the port that it names, for the address that it names: where these are not of one pod,
 * it is carried out nowhere (ovn-northd(8), `lr_in_dnat`, `lr_out_snat`).
 */
export const natCheck: Check = {
  name: "gateway/nat",
  description: "The router's NAT rules for these addresses are for ports that have them",
  codes: ["NAT_STALE", "NAT_RULE_MISSING"],
  reads: ["nat", "tap"],
  run({ view, located }) {
    if (view.plan.exit !== "outside") return clean;
    const looked = view.nat();
    if (!looked.known) return skipped(looked.reason);
    const { value: rows, id } = looked;
    const untranslated = located.pattern === "none" ? [] : withoutRule(view, rows, id);
    const stale = [...ofSource(view, rows, id), ...ofDestination(view, rows, id)];
    return foundOrClean([...stale, ...untranslated]);
  },
};

/**
 * Packets leave with the pod's own address, as no rule is for them. Whether the network outside
 * knows the way back to that is not known.
 */
function withoutRule(view: CaseView, rows: readonly NatRow[], id: string): Found[] {
  const { source, destination } = view.plan;
  const tap = view.tap("destination");
  const isFor = rows.some(({ concerns }) => concerns === "source");
  if (isFor || !tap.known || !leavesUntranslated(view)) return [];
  const router = destination.router ?? "";
  return [
    {
      code: "NAT_RULE_MISSING",
      stage: "underlay",
      direction: "request",
      node: destination.node,
      args: { ...ends(view), router, address: source.ip },
      resources: [{ kind: "Logical_Router", namespace: null, name: router }],
      evidence: [id, tap.id],
      weight: "supporting",
    },
  ];
}

/** What gives packets of the source another address, or should. */
function ofSource(view: CaseView, rows: readonly NatRow[], id: string): Found[] {
  const { source, destination } = view.plan;
  const own = rows.filter(({ concerns }) => concerns === "source");
  const stale = own.flatMap((row) => {
    const why = row.kind === "snat" ? null : (wrongPort(row) ?? otherPort(row, source.logicalPort));
    return why === null ? [] : [{ row, why }];
  });
  const isTranslated = (destination.leaving?.natIp ?? null) !== null;
  // Another rule gives them an address then: what answers finds the way back.
  const weight = isTranslated ? "beside" : "decisive";
  const found = stale.map(({ row, why }) => finding(view, { row, why, id, weight }));
  const [first] = own;
  if (isTranslated || found.length > 0 || first === undefined) return found;
  const rules = own.map(({ kind, logicalIp }) => `${kind} ${logicalIp}`);
  const why = reason("NAT_COVERS_NOT", { ip: source.ip, rules });
  return [finding(view, { row: first, why, id, weight: "decisive" })];
}

/** The rule is for a port that has another address, or is not there. */
function wrongPort({ logicalPort, portIps, logicalIp }: NatRow): Reason | null {
  if (logicalPort === null) return null;
  if (portIps === null) return reason("NAT_PORT_GONE", { port: logicalPort });
  if (portIps.includes(logicalIp)) return null;
  return reason("NAT_PORT_MOVED", { port: logicalPort, ips: portIps, ip: logicalIp });
}

function otherPort({ logicalPort, logicalIp }: NatRow, own: string | null): Reason | null {
  if (logicalPort === null || own === null || logicalPort === own) return null;
  return reason("NAT_OTHER_PORT", { port: logicalPort, ip: logicalIp });
}

/** An external address that leads to nobody. */
function ofDestination(view: CaseView, rows: readonly NatRow[], id: string): Found[] {
  const own = rows.filter(({ concerns }) => concerns === "destination");
  const stale = own.flatMap((row) => {
    const gone = row.holders.length === 0 ? reason("NAT_TARGET_GONE", { ip: row.logicalIp }) : null;
    const why = wrongPort(row) ?? gone;
    return why === null ? [] : [{ row, why }];
  });
  // Of several backends only some connections get the one that is gone.
  const weight = stale.length === own.length ? "decisive" : "supporting";
  return stale.map(({ row, why }) => {
    return finding(view, { row, why, id, weight }, { stage: "underlay", direction: "request" });
  });
}

interface Stale {
  readonly row: NatRow;
  readonly why: Reason;
  readonly id: string;
  readonly weight: Found["weight"];
}

function finding(view: CaseView, { row, why, id, weight }: Stale, place?: Place): Found {
  const untranslated = leavesUntranslated(view);
  const stage = untranslated ? "gateway" : "underlay";
  const tap = view.tap("destination");
  const { router, externalIp: address } = row;
  return {
    code: "NAT_STALE",
    stage,
    direction: "request",
    ...place,
    node: view.plan.destination.node,
    args: { ...ends(view), router, address, detail: why },
    resources: [{ kind: "Logical_Router", namespace: null, name: router }],
    evidence: untranslated && tap.known ? [id, tap.id] : [id],
    weight,
  };
}
