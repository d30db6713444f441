import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import type { Segment } from "../../correlation/join/route.ts";
import { evidenceOfLoss } from "../../correlation/locate/loss.ts";
import { onlySmallPass } from "../../correlation/locate/path-mtu.ts";
import { mayReturnUnseen, returnedBy } from "../../correlation/locate/returned.ts";
import type { TapEvidence } from "../../evidence/item.ts";
import { exitRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { exitNics } from "../../host-state/nics.ts";
import {
  type Check,
  type CheckContext,
  clean,
  ends,
  type Found,
  foundOrClean,
  skipped,
} from "../check.ts";

/** What left the cluster as it should is answered: all of it, in time, and not with a refusal. */
export const externalCheck: Check = {
  name: "gateway/external",
  description: "What leaves the cluster is answered from outside",
  codes: [
    "EXTERNAL_NO_REPLY",
    "EXTERNAL_REFUSED",
    "EXTERNAL_LOSS",
    "EXTERNAL_LATENCY",
    "RETURNS_BY_OTHER_NODE",
  ],
  reads: ["node", "pod", "probe", "provider", "tap"],
  run(context) {
    const { view, stage, located } = context;
    const { exit, destination, source, fabric } = view.plan;
    if (exit !== "outside" || stage === null || located.pattern === "large") return clean;
    if (!stage.known) return skipped(stage.reason);
    const back = answersOnReturn(view, stage.segment);
    if (back !== null) return foundOrClean([back]);
    if (!stage.segment.outside) return clean;
    const isSized = located.asked?.series.packetBytes != null;
    // Then the path MTU is what stops them.
    if (isSized && onlySmallPass(located, stage.segment)) return clean;
    const role = exitRole(view.plan);
    const tap = view.tap(role);
    if (!tap.known) return skipped(tap.reason);
    const nics = exitNics(view, role, destination.attachment === "ovn0" ? "routed" : "provider");
    const names = nics.known ? nics.value.names : null;
    const link = exitLink(tap.value, destination.ip, names);
    if (link === null) return clean;
    const node = view.plan[role].node ?? "";
    const told = answerOf(context);
    // Answers that return by a node which nobody watches would be missed here.
    const isUnseen = told.code === "EXTERNAL_NO_REPLY" && mayReturnUnseen(view);
    const isOpen = isUnseen || (fabric === "provider" && source.node === null);
    const found: Found = {
      code: told.code,
      stage: "underlay",
      direction: "request",
      node,
      args: { ...ends(view), address: destination.ip, node, interface: link, ...told.args },
      resources: [],
      evidence: [...new Set([tap.id, ...told.evidence])],
      weight: isOpen ? "supporting" : "decisive",
    };
    return { status: "found", found: [found] };
  },
};

/** Answers came back to another node than requests left by, and no further. */
function answersOnReturn(view: CaseView, segment: Segment): Found | null {
  const back = returnedBy(view);
  if (back === null || segment.node !== back.node) return null;
  const { ip: address, node } = view.plan.destination;
  return {
    code: "RETURNS_BY_OTHER_NODE",
    stage: segment.stage,
    direction: segment.direction,
    node: back.node,
    args: {
      ...ends(view, "reply"),
      address,
      node: back.node,
      interface: back.interface,
      remote: node ?? "",
    },
    resources: [{ kind: "Node", namespace: null, name: back.node }],
    evidence: back.evidence,
    weight: "decisive",
  };
}

type Told = Pick<Found, "code" | "args" | "evidence">;

/** What came back of the packets that left: a part, too late, a refusal, nothing. */
function answerOf({ view, located }: CheckContext): Told {
  const { loss, slow } = located;
  if (loss?.outside && located.pattern !== "all") {
    const args = { lost: loss.lost, sent: loss.entered };
    return { code: "EXTERNAL_LOSS", args, evidence: evidenceOfLoss(loss) };
  }
  if (slow?.outside) {
    const args = { actual: Math.round(slow.ms), total: Math.round(slow.totalMs) };
    return { code: "EXTERNAL_LATENCY", args, evidence: evidenceOfLoss(slow) };
  }
  const refusal = refusalIn(view);
  if (refusal === null) return { code: "EXTERNAL_NO_REPLY", args: {}, evidence: [] };
  const { detail, id } = refusal;
  return { code: "EXTERNAL_REFUSED", args: { detail }, evidence: [id] };
}

/** The interface by which packets for the address leave its node; null when none was seen. */
function exitLink(
  { sightings, links }: TapEvidence,
  address: string,
  names: ReadonlySet<string> | null,
): string | Reason | null {
  const left = sightings.filter(
    ({ direction, tunnel, ip }) =>
      direction === "out" && tunnel === null && ip?.destination === address,
  );
  if (left.length === 0) return null;
  const passed = links.filter((link) => left.some(({ ifindex }) => ifindex === link.ifindex));
  const nic = passed.find(({ name }) => names?.has(name)) ?? passed[0];
  return nic?.name ?? reason("ITS_NIC", {});
}

/**
 * A TCP reset or an ICMP error that came back for one of the attempts. They had left the node, so
 * it was sent outside.
 */
function refusalIn(view: CaseView): { readonly detail: Reason; readonly id: string } | null {
  const probe = view.probe("asked");
  if (!probe.known) return null;
  const refused = probe.value.attempts.find(
    ({ outcome }) => outcome === "refused" || outcome === "unreachable",
  );
  if (refused === undefined) return null;
  const { outcome, detail } = refused;
  return {
    detail: outcome === "refused" ? reason("CONNECTION_REFUSED", {}) : said(detail),
    id: probe.id,
  };
}
