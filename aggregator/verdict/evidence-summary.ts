import type { EvidenceSummary } from "../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import { told } from "../../words/told.ts";
import type {
  EvidenceItem,
  LogicalTraceEvidence,
  OpenflowTraceEvidence,
} from "../evidence/item.ts";
import type { ControlPlaneRow } from "../evidence/rows.ts";

/** What of each item goes into the verdict document: enough to check a claim, not the raw bytes. */
export function summarise(items: readonly EvidenceItem[]): EvidenceSummary[] {
  return items.map((item) => ({
    id: item.id,
    kind: item.kind,
    node: item.node,
    at: item.at,
    data: item.status === "failed" ? { failed: told(item.reason).reason } : dataOf(item),
  }));
}

function dataOf(item: EvidenceItem): unknown {
  switch (item.name) {
    case "tap":
      return item.data === null
        ? null
        : {
            sightings: item.data.sightings.length,
            lost: item.data.lost,
            complete: item.data.complete,
            problem: told(item.data.problem).reason,
          };
    case "probe":
      return { series: item.series, ...item.data };
    case "openflow-trace":
      return { direction: item.direction, ...openflowSummary(item.data) };
    case "neighbour-trace":
      return { role: item.role, ...openflowSummary(item.data) };
    case "uplink-trace": {
      const { direction, role, way, bridge } = item;
      return { direction, role, way, bridge, ...openflowSummary(item.data) };
    }
    case "gateway-trace":
      return openflowSummary(item.data);
    case "logical-trace":
      return { direction: item.direction, ...logicalSummary(item.data) };
    case "node":
      return {
        role: item.role,
        ovnController: daemonSummary(item.data?.ovnController),
        vswitchd: daemonSummary(item.data?.vswitchd),
        kernel: item.data?.kernel,
        problems: problemsOf(item.data?.problems),
      };
    case "pod":
      return {
        role: item.role,
        links: item.data?.links.map(({ name, up, mtu, mac, addresses }) => ({
          name,
          up,
          mtu,
          mac,
          addresses,
        })),
        listeners: item.data?.listeners,
        routeTo: item.data?.routeTo,
        routeError: item.data?.routeError,
        problems: problemsOf(item.data?.problems),
      };
    case "kube-ovn":
      return {
        name: item.name,
        ...(item.data && { ...item.data, ...sentence("from", item.data.from) }),
      };
    case "shadowed-flows":
      return { of: item.of, ...item.data };
    case "service":
    case "router-decision":
      return { name: item.name, found: item.data !== null, row: item.data };
    case "nat":
    case "address-claims":
    case "held-neighbour":
    case "databases":
      return { name: item.name, row: item.data };
    case "control-plane":
      return { name: item.name, row: controlPlaneSummary(item.data) };
    case "netns":
      return {
        role: item.role,
        place: item.place,
        round: item.round,
        firewall: (item.data?.nftJson ?? "") !== "" || (item.data?.iptables.length ?? 0) > 0,
        problems: problemsOf(item.data?.problems),
      };
    default:
      return { name: item.name, role: item.role, found: item.data !== null, row: item.data };
  }
}

function logicalSummary(trace: LogicalTraceEvidence | null): object {
  return {
    result: trace?.result,
    detail: told(trace?.detail ?? null).reason,
    droppedAt: trace?.droppedAt ?? null,
  };
}

/** English under the name that it has always had, beside it what other languages are made from. */
function sentence<Field extends string>(field: Field, why: Reason) {
  const { reason: text, because } = told(why);
  return { [field]: text, because };
}

function problemsOf(problems: readonly Problem[] | undefined): (string | null)[] | undefined {
  return problems?.map((one) => told(reason("PART_UNREAD", one)).reason);
}

/** `detail` is "" of a daemon about which there is nothing to say. */
function daemonSummary<Daemon extends { readonly reasons: readonly Reason[] }>(
  daemon: Daemon | null | undefined,
): unknown {
  if (daemon === null || daemon === undefined) return daemon;
  const { reasons, ...facts } = daemon;
  return { ...facts, detail: reasons.map((one) => told(one).reason).join("; "), reasons };
}

function controlPlaneSummary(row: ControlPlaneRow | null): unknown {
  if (row === null) return null;
  const differences = row.differences.map((one) => ({ ...one, ...sentence("detail", one.detail) }));
  return { ...row, differences };
}

function openflowSummary(data: OpenflowTraceEvidence | null): object {
  const trace = data?.trace;
  const deciding = trace === undefined ? null : (trace.steps[trace.decidingStep] ?? null);
  return {
    flow: data?.flow,
    result: trace?.result,
    decidingStep: deciding,
    decidingOwner: trace === undefined ? null : (data?.owners[trace.decidingStep] ?? null),
    skipped: trace?.skipped,
    outputs: trace?.outputs,
    datapathActions: trace?.datapathActions,
  };
}
