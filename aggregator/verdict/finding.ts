import { type CodeArgs, type CodeName, findCode } from "../../proto/codes/index.ts";
import type { Cause, Finding, Level, Resource } from "../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { remedyOf, render, valueIn } from "../../words/codes.ts";

/** Who reads a document without the words of other languages reads English. */
export function causeDocument(
  code: CodeName,
  args: CodeArgs,
  resources: readonly Resource[],
): Cause {
  const values = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === "object" ? valueIn("en", value) : value,
  ]);
  return {
    code,
    summary: render(code, args, "en"),
    resources,
    args: Object.fromEntries(values) as Cause["args"],
    ...reasonsOf(args),
  };
}

function reasonsOf(args: CodeArgs): Pick<Cause, "reasons"> {
  const reasons = Object.entries(args).filter((entry): entry is [string, Reason] => {
    return typeof entry[1] === "object";
  });
  return reasons.length === 0 ? {} : { reasons: Object.fromEntries(reasons) };
}

/** A finding with its sentence and what to do, by the table of codes. */
export function findingDocument(
  code: CodeName,
  args: CodeArgs,
  rest: Omit<Finding, "code" | "summary" | "args" | "reasons" | "level" | "remedy">,
  level: Level | null = null,
): Finding {
  const { resources } = rest;
  return {
    ...causeDocument(code, args, resources),
    ...rest,
    level: level ?? findCode(code)?.level ?? "warning",
    remedy: remedyOf(code, args, "en") ?? { text: "", commands: [] },
  };
}
