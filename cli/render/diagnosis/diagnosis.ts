import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { wordsOf } from "../../../words/labels/index.ts";
import { styleOf } from "../style.ts";
import { attemptLines } from "./attempts.ts";
import { causeLines, otherFindingLines } from "./cause.ts";
import type { Context, DiagnosisTextOptions } from "./context.ts";
import { coverageLines, runLine } from "./coverage.ts";
import { checkLines, evidenceLines } from "./details.ts";
import { environmentLines } from "./environment.ts";
import { familyLines } from "./families.ts";
import { httpLines } from "./http.ts";
import { latencyLines } from "./latency.ts";
import { mtuLines } from "./mtu.ts";
import { pathLines } from "./path.ts";
import { resolutionLines } from "./resolution.ts";
import { stageLines } from "./stages.ts";
import { symptomLines } from "./symptom.ts";
import { verdictLine } from "./verdict-line.ts";

/**
 * The verdict as text. The first line says it all; what follows, in the order in which somebody
 * reads who doubts it: where packets were seen, what explains it, what to do, what nobody saw.
 */
export function renderDiagnosis(diagnosis: Diagnosis, options: DiagnosisTextOptions): string {
  const context = { style: styleOf(options.color), words: wordsOf(options.lang), options };
  const sections = [
    [
      verdictLine(diagnosis, context),
      ...familyLines(diagnosis, context),
      ...resolutionLines(diagnosis, context),
      ...symptomLines(diagnosis, context),
    ],
    attemptLines(diagnosis, context),
    pathLines(diagnosis, context),
    stageLines(diagnosis, context),
    causeLines(diagnosis, context),
    otherFindingLines(diagnosis, context),
    httpLines(diagnosis, context),
    latencyLines(diagnosis, context),
    coverageLines(diagnosis, context),
    ...(options.wide ? wideSections(diagnosis, context) : []),
    [runLine(diagnosis, context)],
  ];
  const shown = sections.filter((section) => section.length > 0);
  return `${shown.map((section) => section.join("\n")).join("\n\n")}\n`;
}

function wideSections(diagnosis: Diagnosis, context: Context): string[][] {
  return [
    environmentLines(diagnosis, context),
    mtuLines(diagnosis, context),
    checkLines(diagnosis, context),
    evidenceLines(diagnosis, context),
  ];
}
