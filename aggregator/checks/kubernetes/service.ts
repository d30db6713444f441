import type { CodeArgs } from "../../../proto/codes/index.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { ServiceRow } from "../../evidence/destination-rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, clean, ends, type Found, foundOrClean, skipped } from "../check.ts";

/** A Service's port, its endpoints in Kubernetes, and what OVN's load balancers have of them. */
export const serviceCheck: Check = {
  name: "kubernetes/service",
  description: "The Service has the port and ready endpoints, and OVN balances over the same",
  codes: [
    "SERVICE_PORT_MISMATCH",
    "SERVICE_NO_ENDPOINTS",
    "LOAD_BALANCER_MISSING",
    "LOAD_BALANCER_STALE",
    "SERVICE_VIP_SKIPPED",
    "SERVICE_BACKEND_OFFLINE",
    "SERVICE_PREFERS_LOCAL",
  ],
  reads: ["service"],
  run({ view }) {
    if (view.plan.service === null) return clean;
    const looked = view.service();
    if (!looked.known) return skipped(looked.reason);
    const row = looked.value;
    if (row === null) return skipped(reason("SERVICE_GONE", {}));
    const found = [findingOf(view, row), offlineBackends(row), localBackends(row)];
    return foundOrClean(
      found.flatMap((one) => (one === null ? [] : [atService(view, row, one, looked.id)])),
    );
  },
};

type Finding = Pick<Found, "code" | "weight"> & { readonly args: CodeArgs };

function findingOf(view: CaseView, row: ServiceRow): Finding | null {
  const decisive = { weight: "decisive" } as const;
  const expected = listOf(row.endpoints);
  if (!row.ports.includes(row.askedPort)) {
    return { ...decisive, code: "SERVICE_PORT_MISMATCH", args: { expected: listOf(row.ports) } };
  }
  if (row.endpoints.length === 0) return { ...decisive, code: "SERVICE_NO_ENDPOINTS", args: {} };
  if (row.balancer === null) {
    const detail =
      row.elsewhere.length === 0
        ? reason("NO_LOAD_BALANCER", {})
        : reason("LOAD_BALANCER_NOT_ATTACHED", { names: row.elsewhere });
    return { ...decisive, code: "LOAD_BALANCER_MISSING", args: { expected, detail } };
  }
  if (row.skipped) {
    const { option: expected, range: actual } = row.skipped;
    return { ...decisive, code: "SERVICE_VIP_SKIPPED", args: { expected, actual } };
  }
  if (sameSet(row.backends, row.endpoints)) return null;
  // Packets that went to an endpoint stop for a reason of their own.
  const target = `${view.plan.destination.ip}:${view.plan.targetPort ?? ""}`;
  const isStray = !row.endpoints.some((endpoint) => endpoint.replace(/[[\]]/g, "") === target);
  const args = { expected, actual: listOf(row.backends) };
  return { code: "LOAD_BALANCER_STALE", weight: isStray ? "decisive" : "supporting", args };
}

/** OVN leaves out the backends whose health check failed: with none left nothing gets through. */
function offlineBackends({ backends, offline = [] }: ServiceRow): Finding | null {
  if (offline.length === 0) return null;
  const weight = offline.length === backends.length ? "decisive" : "beside";
  const args = { actual: listOf(offline), expected: listOf(backends) };
  return { code: "SERVICE_BACKEND_OFFLINE", weight, args };
}

/** No probe of this client meets the others. */
function localBackends({ backends, local = [] }: ServiceRow): Finding | null {
  if (local.length === 0 || local.length === backends.length) return null;
  const args = { actual: listOf(local), expected: listOf(backends) };
  return { code: "SERVICE_PREFERS_LOCAL", weight: "beside", args };
}

function atService(view: CaseView, row: ServiceRow, found: Finding, id: string): Found {
  const { namespace, name, vip } = row;
  const { protocol, port } = view.plan.traffic;
  return {
    code: found.code,
    stage: "service",
    direction: "request",
    node: view.plan.source.node,
    args: {
      ...ends(view),
      node: view.plan.source.node ?? "",
      namespace,
      name,
      address: vip,
      protocol,
      port: String(port ?? ""),
      ...found.args,
    },
    resources: [{ kind: "Service", namespace, name }],
    evidence: [id],
    weight: found.weight,
  };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

function listOf(items: readonly string[]): string | Reason {
  return items.length === 0 ? reason("NONE", {}) : items.join(", ");
}
