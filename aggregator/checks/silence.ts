import { type Check, clean, endArgs, ends, type Found, foundOrClean } from "./check.ts";

/**
 * What remains when packets stop inside a pod and no check says why: the pod sent nothing, sent no
 * reply, or did not accept the one it got.
 */
export const silenceCheck: Check = {
  name: "pod/silence",
  description: "Packets do not simply end inside a pod",
  codes: ["POD_SENT_NOTHING", "POD_NO_REPLY", "REPLY_NOT_ACCEPTED"],
  run({ view, stage, located }) {
    if (stage === null || !stage.known) return clean;
    const { segment } = stage;
    const code = codeOf(segment.stage, segment.direction);
    if (code === null) return clean;
    const role = segment.stage === "source-pod" ? "source" : "destination";
    const { node, name, namespace } = view.plan[role];
    const [attempt] = located.asked?.series.attempts.values() ?? [];
    const found: Found = {
      code,
      stage: segment.stage,
      direction: segment.direction,
      node,
      args: {
        ...ends(view),
        ...endArgs(view, role),
        sent: located.asked?.series.attempts.size ?? 0,
        detail: attempt?.detail || (attempt?.outcome ?? ""),
      },
      resources: [{ kind: "Pod", namespace, name }],
      evidence: located.asked?.series.evidence ?? [],
      weight: "supporting",
    };
    return foundOrClean([found]);
  },
};

type SilenceCode = "POD_SENT_NOTHING" | "POD_NO_REPLY" | "REPLY_NOT_ACCEPTED";

function codeOf(stage: string, direction: string): SilenceCode | null {
  if (stage === "destination-pod") return "POD_NO_REPLY";
  if (stage !== "source-pod") return null;
  return direction === "request" ? "POD_SENT_NOTHING" : "REPLY_NOT_ACCEPTED";
}
