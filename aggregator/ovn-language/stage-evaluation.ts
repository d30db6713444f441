import type { LogicalFlow } from "../inventory/ovn/southbound-rows.ts";
import { evaluateMatch, type MatchedPacket, type MatchNames } from "./match-evaluation.ts";
import { parseMatch } from "./match-expression.ts";
import type { MatchExpression } from "./match-tree.ts";

/** Which flow of one stage of a pipeline takes a packet. */
export type StageDecision =
  /** Of the highest priority that matches; of several, OVN may take any. */
  | { readonly kind: "flows"; readonly flows: readonly [LogicalFlow, ...LogicalFlow[]] }
  | { readonly kind: "none" }
  /** This flow comes first, and whether it matches cannot be told. */
  | { readonly kind: "unknown"; readonly flow: LogicalFlow };

/**
 * Finds the flow that takes a packet: of those that match, the one of the highest priority
 * (ovn-sb(5), Logical_Flow).
 *
 * @param flows all of one stage of one datapath, in any order.
 */
export function decidingFlow(
  flows: readonly LogicalFlow[],
  packet: MatchedPacket,
  names: MatchNames,
): StageDecision {
  const matching: LogicalFlow[] = [];
  for (const flow of [...flows].sort((a, b) => b.priority - a.priority)) {
    const [found] = matching;
    if (found !== undefined && found.priority > flow.priority) break;
    const expression = expressionOf(flow);
    const isMatch = expression === null ? null : evaluateMatch(expression, packet, names);
    if (isMatch === null) return { kind: "unknown", flow };
    if (isMatch) matching.push(flow);
  }
  const [first, ...others] = matching;
  if (first === undefined) return { kind: "none" };
  return { kind: "flows", flows: [first, ...others] };
}

const parsed = new WeakMap<LogicalFlow, { readonly expression: MatchExpression | null }>();

/** A router's policies may be thousands, and stay the same from one diagnosis to the next. */
function expressionOf(flow: LogicalFlow): MatchExpression | null {
  const known = parsed.get(flow);
  if (known !== undefined) return known.expression;
  const expression = parseMatch(flow.match);
  parsed.set(flow, { expression });
  return expression;
}
