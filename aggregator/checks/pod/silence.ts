import type { CodeArgs } from "../../../proto/codes/index.ts";
import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import type { Attempt } from "../../correlation/join/series.ts";
import type { Located, Pattern } from "../../correlation/locate/located.ts";
import { isHost } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, clean, endArgs, ends, type Found, foundOrClean } from "../check.ts";

/**
 * What remains when packets stop inside a pod and no check says why: the pod sent nothing, sent no
 * reply, or did not accept the one it got.
 */
export const silenceCheck: Check = {
  name: "pod/silence",
  description: "Packets do not simply end inside a pod",
  codes: [
    "POD_SENT_NOTHING",
    "POD_NO_REPLY",
    "POD_REFUSED",
    "POD_LOSS",
    "REPLY_NOT_ACCEPTED",
    "NODE_SENT_NOTHING",
    "NODE_REPLY_NOT_ACCEPTED",
  ],
  reads: [],
  run({ view, stage, located }) {
    if (stage === null || !stage.known || located.slow !== null) return clean;
    const { segment } = stage;
    const silent = codeOf(located.pattern, segment.stage, segment.direction);
    if (silent === null) return clean;
    const role = segment.stage === "source-pod" ? "source" : "destination";
    const { node, name, namespace } = view.plan[role];
    const isNode = isHost(view.plan[role]);
    const own = isNode ? ofNode[silent] : silent;
    const code = own === "POD_NO_REPLY" && hasRefused(located) ? "POD_REFUSED" : own;
    const attempt = failedAttempt(located);
    const found: Found = {
      code,
      stage: segment.stage,
      direction: segment.direction,
      node,
      args: {
        ...ends(view),
        ...endArgs(view, role),
        ...counts(located),
        ...(isNode && role === "source" ? atNode(view, located) : {}),
        detail: attempt === undefined ? "" : howItEnded(attempt),
      },
      resources: [
        isNode && role === "source"
          ? { kind: "Node", namespace: null, name: node ?? "" }
          : { kind: "Pod", namespace, name },
      ],
      evidence: located.asked?.series.evidence ?? [],
      weight: "supporting",
    };
    return foundOrClean([found]);
  },
};

/** What the pod's kernel said of it, or how it ended. */
function howItEnded({ detail, outcome, opened }: Attempt): Reason {
  if (detail !== "") return said(detail);
  if (opened && outcome === "timeout") return reason("CONNECTED_UNANSWERED", {});
  return reason("ATTEMPT_ENDED", { outcome });
}

/** The first that was not answered, of the series whose packets stop. */
function failedAttempt({ pattern, asked, large }: Located): Attempt | undefined {
  const series = pattern === "large" ? large : asked;
  const attempts = [...(series?.series.attempts.values() ?? [])];
  return attempts.find(({ outcome }) => outcome !== "answered") ?? attempts[0];
}

type SilenceCode = "POD_SENT_NOTHING" | "POD_NO_REPLY" | "POD_LOSS" | "REPLY_NOT_ACCEPTED";

/** What is said of a node, whose packets pass no veth. */
const ofNode = {
  POD_SENT_NOTHING: "NODE_SENT_NOTHING",
  POD_NO_REPLY: "POD_NO_REPLY",
  POD_LOSS: "POD_LOSS",
  REPLY_NOT_ACCEPTED: "NODE_REPLY_NOT_ACCEPTED",
} as const satisfies Record<SilenceCode, Found["code"]>;

function atNode({ plan }: CaseView, { asked }: Located): CodeArgs {
  const observation = asked?.rows[0]?.observation;
  const seen = observation !== undefined && "seen" in observation ? observation.seen : null;
  const own = plan.source.attachment === "ovn0" ? "ovn0" : reason("ITS_NIC", {});
  return { address: plan.destination.ip, interface: seen?.interface || own };
}

/** The pod's own refusals came out of its veth. */
function hasRefused({ asked, gaps }: Located): boolean {
  const row = asked?.rows.find(
    ({ step }) => step.point === "destination-veth" && step.direction === "reply",
  );
  const keys = gaps[0]?.keys ?? [];
  return keys.length > 0 && keys.every((key) => row?.refused.has(key));
}

function codeOf(pattern: Pattern, stage: string, direction: string): SilenceCode | null {
  if (stage !== "source-pod" && stage !== "destination-pod") return null;
  if (stage === "source-pod" && direction === "reply") return "REPLY_NOT_ACCEPTED";
  if (pattern === "part" || pattern === "large") return "POD_LOSS";
  return stage === "source-pod" ? "POD_SENT_NOTHING" : "POD_NO_REPLY";
}

/** Of the survey where it is what the verdict rests on, of what was asked for otherwise. */
function counts({ asked, gaps, loss }: Located): { readonly sent: number; readonly lost: number } {
  if (loss !== null) return { sent: loss.entered, lost: loss.lost };
  return { sent: asked?.series.attempts.size ?? 0, lost: gaps[0]?.keys.length ?? 0 };
}
