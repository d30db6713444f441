import type { EvidenceSummary } from "../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import type { EvidenceItem, OpenflowTraceEvidence } from "../evidence/item.ts";

/** What of each item goes into the verdict document: enough to check a claim, not the raw bytes. */
export function summarise(items: readonly EvidenceItem[]): EvidenceSummary[] {
  return items.map((item) => ({
    id: item.id,
    kind: item.kind,
    node: item.node,
    at: item.at,
    data: item.status === "failed" ? { failed: english(item.reason) } : dataOf(item),
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
            problem: english(item.data.problem),
          };
    case "probe":
      return { series: item.series, ...item.data };
    case "openflow-trace":
      return { direction: item.direction, ...openflowSummary(item.data) };
    case "neighbour-trace":
      return { role: item.role, ...openflowSummary(item.data) };
    case "logical-trace":
      return {
        direction: item.direction,
        result: item.data?.result,
        detail: english(item.data?.detail ?? null),
        droppedAt: item.data?.droppedAt ?? null,
      };
    case "node":
      return {
        role: item.role,
        ovnController: item.data?.ovnController,
        vswitchd: item.data?.vswitchd,
        kernel: item.data?.kernel,
        problems: item.data?.problems.map((one) => english(reason("PART_UNREAD", one))),
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
        problems: item.data?.problems.map((one) => english(reason("PART_UNREAD", one))),
      };
    case "kube-ovn":
      return { name: item.name, ...item.data };
    case "shadowed-flows":
      return { of: item.of, ...item.data };
    case "service":
    case "router-decision":
      return { name: item.name, found: item.data !== null, row: item.data };
    case "databases":
    case "control-plane":
      return { name: item.name, row: item.data };
    case "netns":
      return {
        role: item.role,
        place: item.place,
        round: item.round,
        firewall: (item.data?.nftJson ?? "") !== "" || (item.data?.iptables.length ?? 0) > 0,
        problems: item.data?.problems.map((one) => english(reason("PART_UNREAD", one))),
      };
    default:
      return { name: item.name, role: item.role, found: item.data !== null, row: item.data };
  }
}

function english(why: Reason | null): string | null {
  return why === null ? null : reasonIn("en", why);
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
