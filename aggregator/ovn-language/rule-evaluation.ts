import type { Northbound } from "../inventory/ovn/northbound.ts";
import type { Acl } from "../inventory/ovn/northbound-rows.ts";
import { matchNames } from "./acl-evaluation.ts";
import { evaluateMatch, type MatchedPacket, type Ternary } from "./match-evaluation.ts";
import { parseMatch } from "./match-expression.ts";
import type { MatchExpression } from "./match-tree.ts";

/** Why a rule does not admit a packet, part by part of its match. */
export interface RuleEvaluation {
  /** The addresses that the rule names, without its exceptions. */
  readonly peer: Ternary;
  readonly isExcepted: boolean;
  /** Protocol, ports, ICMP types. */
  readonly port: Ternary;
}

interface Peers {
  readonly peer: Ternary;
  readonly isExcepted: boolean;
}

type Evaluate = (part: MatchExpression) => Ternary;

const addressField = /^ip[46]\.(src|dst)$/;
const portField = /^(tcp|udp|sctp|icmp[46]?)(\.|$)|^ip\.proto$/;

/**
 * Evaluates the parts of an ACL's match by themselves. Kube-OVN joins them with `&&`: the port
 * group, the addresses, the exceptions (`!=`), the ports (kube-ovn pkg/ovs/ovn-nb-acl.go). Blocks
 * with exceptions of their own stand in brackets, several of them joined by `||`.
 */
export function evaluateRule(
  northbound: Northbound,
  acl: Acl,
  packet: MatchedPacket,
): RuleEvaluation {
  const expression = parseMatch(acl.match);
  if (expression === null || expression.kind === "refused") {
    return { peer: null, isExcepted: false, port: null };
  }
  const parts = partsOf(expression);
  const names = matchNames(northbound);
  const evaluate: Evaluate = (part) => evaluateMatch(part, packet, names);
  const about = (pattern: RegExp): readonly MatchExpression[] =>
    parts.filter((part) => fieldsOf(part).some((field) => pattern.test(field)));
  return {
    ...peersOf(about(addressField), evaluate),
    port: all(about(portField).map(evaluate)),
  };
}

/** Parts that all must hold; brackets within brackets are opened. */
function partsOf(expression: MatchExpression): readonly MatchExpression[] {
  return expression.kind === "and" ? expression.parts.flatMap(partsOf) : [expression];
}

/** Of parts that all must hold. An exception counts only for an address that is named otherwise. */
function peersOf(parts: readonly MatchExpression[], evaluate: Evaluate): Peers {
  const exceptions = parts.filter(isException);
  const isExcepted = exceptions.some((part) => evaluate(part) === false);
  const blocks = parts
    .filter((part) => !isException(part))
    .map((part) =>
      part.kind === "or" ? anyOfBlocks(part.parts, evaluate) : named(part, evaluate),
    );
  return {
    peer: all(blocks.map(({ peer }) => peer)),
    isExcepted: isExcepted || blocks.some((block) => block.isExcepted),
  };
}

/** Any one of several blocks; excepted where every block that names the address excepts it. */
function anyOfBlocks(parts: readonly MatchExpression[], evaluate: Evaluate): Peers {
  const blocks = parts.map((part) => peersOf(partsOf(part), evaluate));
  const naming = blocks.filter(({ peer }) => peer === true);
  if (naming.length > 0) {
    return { peer: true, isExcepted: naming.every((block) => block.isExcepted) };
  }
  return { peer: blocks.some(({ peer }) => peer === null) ? null : false, isExcepted: false };
}

function named(part: MatchExpression, evaluate: Evaluate): Peers {
  return { peer: evaluate(part), isExcepted: false };
}

function isException(part: MatchExpression): boolean {
  return part.kind === "comparison" && part.operator === "!=" && addressField.test(part.field);
}

function fieldsOf(expression: MatchExpression): readonly string[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.parts.flatMap(fieldsOf);
    case "comparison":
    case "unknown":
      return [expression.field];
    default:
      return [];
  }
}

function all(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}
