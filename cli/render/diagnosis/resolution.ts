import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { toldIn } from "../../../words/told.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./context.ts";

/** What stands for the host name that was given, and who said so. */
export function resolutionLines({ resolution }: Diagnosis, context: Context): string[] {
  if (!resolution) return [];
  const { words, options } = context;
  const { name, status, used, foundAs, source, nameservers, attempts } = resolution;
  const tried = attempts.map((one) => `${one.name} ${one.outcome}`).join(words.listSeparator);
  const text =
    status === "answered"
      ? words.resolution.answered(
          name,
          used,
          source === "hosts" ? "/etc/hosts" : nameservers.join(words.listSeparator),
          foundAs ?? name,
        )
      : status === "failed"
        ? words.resolution.failed(name, used, tried)
        : words.resolution.notAsked(
            name,
            used,
            toldIn(options.lang, resolution.reason ?? words.unknownReason, resolution.because),
          );
  return [paragraph(text, options.columns, "  ", "")];
}
