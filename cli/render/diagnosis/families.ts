import type { Diagnosis, FamilyVerdict } from "../../../proto/documents/v1/diagnosis.ts";
import { table } from "../table.ts";
import type { Context } from "./context.ts";

/** What became of each IP version; below the verdict, which is about the worse one. */
export function familyLines({ families = [] }: Diagnosis, context: Context): string[] {
  const [only, ...others] = families;
  if (only === undefined || (others.length === 0 && only.family === "IPv4")) return [];
  const rows = families.map((one) => {
    return [one.family, `${one.sourceIp} → ${one.destinationIp}`, resultOf(one, context)];
  });
  return table(rows, { columns: context.options.columns, indent: "  " });
}

function resultOf(one: FamilyVerdict, { style, words }: Context): string {
  const { outcome, confidence, failure, cause } = one;
  const paint =
    outcome === "reachable" ? style.good : outcome === "unreachable" ? style.bad : style.doubtful;
  const sure = outcome === "inconclusive" ? "" : words.sure(words.confidence[confidence]);
  const how = outcome === "degraded" ? words.verdict.partlyLost : words.verdict.stops;
  const where =
    failure === null
      ? ""
      : failure.stage === "control-plane"
        ? words.verdict.noPath(failure)
        : how(failure);
  const code = cause === null ? "" : ` [${cause.code}]`;
  const what = `${where}${code}`;
  return `${paint(words.outcome[outcome])}${sure}${what === "" ? "" : words.verdict.colon}${what}`;
}
