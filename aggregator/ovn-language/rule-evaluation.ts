import type { Northbound } from "../inventory/ovn/northbound.ts";
import type { Acl } from "../inventory/ovn/northbound-rows.ts";
import { matchNames } from "./acl-evaluation.ts";
import { evaluateMatch, type MatchedPacket, type Ternary } from "./match-evaluation.ts";
import { type MatchExpression, parseMatch } from "./match-expression.ts";

/** Why a rule does not admit a packet, part by part of its match. */
export interface RuleEvaluation {
  /** The addresses that the rule names, without its exceptions. */
  readonly peer: Ternary;
  readonly isExcepted: boolean;
  /** Protocol, ports, ICMP types. */
  readonly port: Ternary;
}

/**
 * Evaluates the parts of an ACL's match by themselves. Kube-OVN joins them with `&&`: the port
 * group, the addresses, the exceptions (`!=`), the ports (kube-ovn pkg/ovs/ovn-nb-acl.go).
 */
export function evaluateRule(
  northbound: Northbound,
  acl: Acl,
  packet: MatchedPacket,
): RuleEvaluation {
  const expression = parseMatch(acl.match);
  if (expression === null) return { peer: null, isExcepted: false, port: null };
  const parts = expression.kind === "and" ? expression.parts : [expression];
  const names = matchNames(northbound);
  const evaluate = (part: MatchExpression): Ternary => evaluateMatch(part, packet, names);
  const about = (pattern: RegExp): readonly MatchExpression[] =>
    parts.filter((part) => fieldsOf(part).some((field) => pattern.test(field)));
  const addresses = about(/^ip[46]\.(src|dst)$/);
  return {
    peer: all(addresses.filter((part) => !isException(part)).map(evaluate)),
    isExcepted: addresses.filter(isException).some((part) => evaluate(part) === false),
    port: all(about(/^(tcp|udp|sctp|icmp[46]?)(\.|$)|^ip\.proto$/).map(evaluate)),
  };
}

function isException(part: MatchExpression): boolean {
  return part.kind === "not" || (part.kind === "comparison" && part.operator === "!=");
}

function fieldsOf(expression: MatchExpression): readonly string[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.parts.flatMap(fieldsOf);
    case "not":
      return fieldsOf(expression.part);
    default:
      return [expression.field];
  }
}

function all(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}
