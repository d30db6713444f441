import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Matrix, type Row, showsAll } from "../join/matrix.ts";
import { answererOnTheWay } from "./answerer.ts";
import type { Gap } from "./gap.ts";

/**
 * Whether the answers came from somebody else: another port has the destination's address (another
 * VPC, a duplicate), requests were answered, and the destination's own interface saw none of them.
 */
export type Misdelivery =
  | { readonly kind: "none" }
  /** The destination's interface could not be observed, so whose answers they are is not known. */
  | { readonly kind: "unknown"; readonly reason: Reason }
  | { readonly kind: "elsewhere"; readonly reason: Reason; readonly gap: Gap };

export function misdeliveryOf(view: CaseView, matrix: Matrix): Misdelivery {
  const { plan } = view;
  if (plan.vpcs?.isReached === false && plan.destination.attachment !== "veth") {
    return beyondRoutes(view, matrix);
  }
  const answered = answeredKeys(matrix);
  if (answered.length === 0) return { kind: "none" };
  if (!plan.isAddressShared || plan.destination.attachment !== "veth") {
    const other = answererOnTheWay(view, matrix, answered);
    if (other === null) return { kind: "none" };
    if (other === "unknown") {
      const { ip: address, name } = plan.destination;
      return { kind: "unknown", reason: reason("ANSWERER_UNSEEN", { address, name }) };
    }
    const { who, lastSeen, notSeen } = other;
    // The packets show it, whatever br-int's flows are.
    const { stage, direction } = notSeen.step.before;
    const candidates = [{ stage, direction }];
    const gap = { keys: answered, lastSeen, notSeen, candidates, neighbourUnanswered: null };
    return { kind: "elsewhere", reason: who, gap };
  }
  const own = matrix.rows.filter((row) => row.step.point === "destination-veth");
  if (own.some((row) => seesAny(row, answered))) return { kind: "none" };
  const { ip: address, name } = plan.destination;
  const blind = own.find((row) => !showsAll(row));
  if (blind !== undefined) {
    return { kind: "unknown", reason: reason("ANSWERER_UNKNOWN", { address, name }) };
  }
  return elsewhere(matrix, answered, { address, name });
}

function answeredKeys({ series }: Matrix): number[] {
  const answered = [...series.attempts].filter(([, { outcome }]) => outcome === "answered");
  return answered.map(([key]) => key);
}

function elsewhere(
  { rows }: Matrix,
  answered: readonly number[],
  args: { readonly address: string; readonly name: string },
): Misdelivery {
  const lastSeen = rows[0] ?? null;
  const own = rows.filter((row) => row.step.point === "destination-veth");
  const notSeen = own.find((row) => row.step.direction === "request") ?? null;
  const gap: Gap = {
    keys: answered,
    lastSeen,
    notSeen,
    // The first bridge chose whom they go to.
    candidates: [{ stage: "source-bridge", direction: "request", bridge: "source" }],
    neighbourUnanswered: null,
  };
  return { kind: "elsewhere", reason: reason("ANSWERED_ELSEWHERE", args), gap };
}

/** No route leads to the pod's VPC, so what answers is another that has its address. */
function beyondRoutes(view: CaseView, matrix: Matrix): Misdelivery {
  const answered = answeredKeys(matrix);
  if (answered.length === 0) return { kind: "none" };
  const { name, ips } = view.plan.named.destination;
  return elsewhere(matrix, answered, { address: ips[0] ?? "", name });
}

function seesAny(row: Row, keys: readonly number[]): boolean {
  return keys.some((key) => row.seen.has(key) || row.refused.has(key));
}
