import { messageOf } from "../../lib/errors.ts";
import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import type { DiagnoseRequest } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { DiagnosisResult__Output } from "../../proto/gen/tapline/v1/DiagnosisResult.ts";
import type { DiagnosisServiceClient } from "../../proto/gen/tapline/v1/DiagnosisService.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { answerGraceMs, events, within } from "../client.ts";
import { Failure } from "../failure.ts";
import type { Progress } from "../progress.ts";

export interface AskedDiagnosis {
  readonly diagnosis: Diagnosis;
  /** The recorded case, JSON. */
  readonly caseJson: string;
}

export type DiagnosisQuestion = DiagnoseRequest & { readonly timeoutMs: number };

/** Asks for one diagnosis and waits for its verdict. @throws {Failure} and gRPC's errors. */
export async function askDiagnosis(
  client: DiagnosisServiceClient,
  question: DiagnosisQuestion,
  progress: Progress,
  signal: AbortSignal,
): Promise<AskedDiagnosis> {
  const call = client.Diagnose(question, within(question.timeoutMs + answerGraceMs));
  let last: DiagnosisResult__Output | null = null;
  for await (const event of events(call, signal)) {
    if (event.progress) progress.show(event.progress.text || event.progress.step);
    if (event.result) last = event.result;
  }
  if (last === null) {
    throw new Failure("BROKEN", reason("NO_VERDICT", {}));
  }
  return { diagnosis: parseDiagnosis(last.diagnosisJson), caseJson: last.caseJson };
}

function parseDiagnosis(json: string): Diagnosis {
  try {
    // The aggregator built it as this type; apiVersion is the part that can differ.
    const document = JSON.parse(json) as Diagnosis;
    if (document.apiVersion === "tapline/v1" && document.kind === "Diagnosis") return document;
    const found = `${String(document.apiVersion)} ${String(document.kind)}`;
    const read = { what: "verdict", found, wanted: "tapline/v1 Diagnosis" };
    throw new Failure("BROKEN", reason("DOCUMENT_OF_OTHER_VERSION", read));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const why = said(messageOf(cause));
    throw new Failure("BROKEN", reason("DOCUMENT_UNREADABLE", { what: "verdict", why }), { cause });
  }
}
