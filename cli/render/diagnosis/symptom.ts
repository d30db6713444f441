import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import type { Symptom } from "../../../proto/symptoms/symptom.ts";
import { explainSymptom } from "../../../words/symptoms.ts";
import { paragraph, type Style } from "../style.ts";
import type { Context } from "./context.ts";

/** Whether the error that the user saw fits what was observed; it stands below the verdict. */
export function symptomLines({ symptom }: Diagnosis, context: Context): string[] {
  if (!symptom) return [];
  const { style, words, options } = context;
  const mark = paint(symptom, style)(words.symptomMark[agreement(symptom)]);
  const text = words.symptom(symptom.text, mark, explainSymptom(symptom, options.lang));
  return [paragraph(text, options.columns, "  ", "")];
}

type Agreement = "agrees" | "contradicts" | "open";

function agreement({ agrees }: Symptom): Agreement {
  if (agrees === null) return "open";
  return agrees ? "agrees" : "contradicts";
}

function paint(symptom: Symptom, style: Style): (text: string) => string {
  if (symptom.agrees === null) return style.quiet;
  return symptom.agrees ? style.good : style.doubtful;
}
