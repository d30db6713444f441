import { accessReasons } from "./areas/access.ts";
import { addressReasons } from "./areas/addresses.ts";
import { agentReasons } from "./areas/agents.ts";
import { checkReasons } from "./areas/checks.ts";
import { collectReasons } from "./areas/collect.ts";
import { commandLineReasons } from "./areas/command-line.ts";
import { coverageReasons } from "./areas/coverage.ts";
import { doctorReasons } from "./areas/doctor.ts";
import { documentReasons } from "./areas/document.ts";
import { endpointReasons } from "./areas/endpoints.ts";
import { generalReasons } from "./areas/general.ts";
import { hostReasons } from "./areas/host.ts";
import { inventoryReasons } from "./areas/inventory.ts";
import { nodeReasons } from "./areas/node.ts";
import { ovnReasons } from "./areas/ovn.ts";
import { pathReasons } from "./areas/path.ts";
import { planReasons } from "./areas/plan.ts";
import { progressReasons } from "./areas/progress.ts";
import { requestReasons } from "./areas/request.ts";
import { tapReasons } from "./areas/tap.ts";
import { logicalTraceReasons, openflowReasons } from "./areas/traces.ts";
import type { ArgKind, ReasonTable } from "./define.ts";

/**
 * Why something is as it is, or could not be looked at: a code and its arguments. Programs compare
 * codes; people read what `words/` makes of them. Every reason that tapline gives is in this table,
 * one file an area; a code that is missing here or in a language does not compile.
 */
export const reasonTable = {
  ...documentReasons,
  ...generalReasons,
  ...progressReasons,
  ...openflowReasons,
  ...inventoryReasons,
  ...tapReasons,
  ...logicalTraceReasons,
  ...requestReasons,
  ...accessReasons,
  ...endpointReasons,
  ...planReasons,
  ...commandLineReasons,
  ...checkReasons,
  ...collectReasons,
  ...coverageReasons,
  ...hostReasons,
  ...ovnReasons,
  ...pathReasons,
  ...agentReasons,
  ...nodeReasons,
  ...addressReasons,
  ...doctorReasons,
} as const satisfies ReasonTable;

export type ReasonCode = keyof typeof reasonTable;

/** A reason; of several codes it is one or the other, with the arguments of its own code. */
export type Reason<C extends ReasonCode = ReasonCode> = {
  [K in C]: { readonly code: K; readonly args: ArgsOf<(typeof reasonTable)[K]> };
}[C];

/** The arguments that a code's row in the table asks for. */
export type ArgsOf<Row extends Readonly<Record<string, ArgKind>>> = {
  readonly [Name in keyof Row]: Row[Name] extends `${infer Kind}?`
    ? Value<Kind> | null
    : Value<Row[Name]>;
};

type Value<Kind extends string> = Kind extends "string"
  ? string
  : Kind extends "number"
    ? number
    : Kind extends "strings"
      ? readonly string[]
      : Kind extends "reason"
        ? Reason
        : readonly Reason[];

export function reason<C extends ReasonCode>(code: C, args: Reason<C>["args"]): Reason<C> {
  return { code, args } as Reason<C>;
}

/** Verbatim words of a program or a kernel, where nothing more precise is known. */
export function said(text: string): Reason {
  return reason("SAID", { text });
}

/** One reason for all of a list, each once; null for none. */
export function allOf(reasons: readonly Reason[]): Reason | null {
  const seen = new Map(reasons.map((one) => [JSON.stringify(one), one]));
  const [first, ...others] = seen.values();
  if (first === undefined) return null;
  return others.length === 0 ? first : reason("ALL_OF", { reasons: [first, ...others] });
}
