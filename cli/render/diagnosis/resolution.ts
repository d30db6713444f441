import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { phraseIn } from "../../phrases/index.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./diagnosis.ts";

/** What stands for the host name that was given, and who said so. */
export function resolutionLines({ resolution }: Diagnosis, context: Context): string[] {
  if (!resolution) return [];
  const { words, options } = context;
  const { name, status, used, foundAs, source, nameservers, attempts, reason } = resolution;
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
            phraseIn(options.lang, reason ?? words.unknownReason),
          );
  return [paragraph(text, options.columns, "  ", "")];
}
