import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import type { DiagnoseRequest } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { DiagnosisResult__Output } from "../../proto/gen/tapline/v1/DiagnosisResult.ts";
import type { DiagnosisServiceClient } from "../../proto/gen/tapline/v1/DiagnosisService.ts";
import type { Progress__Output } from "../../proto/gen/tapline/v1/Progress.ts";
import { type Reason, reason, said } from "../../proto/reasons/index.ts";
import { readReason } from "../../proto/wire/reason.ts";
import { answerWithinMs, events, within } from "../client.ts";
import { receive } from "../document.ts";
import { Failure } from "../failure.ts";
import type { Progress } from "../progress.ts";

export interface AskedDiagnosis {
  readonly diagnosis: Diagnosis;
  /** The recorded case, JSON; null with the reason where there is none. */
  readonly caseJson: string | null;
  readonly noCase: Reason | null;
}

/** Asks for one diagnosis and waits for its verdict. @throws {Failure} and gRPC's errors. */
export async function askDiagnosis(
  client: DiagnosisServiceClient,
  request: DiagnoseRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<AskedDiagnosis> {
  const call = client.Diagnose(request, within(answerWithinMs(request.timeoutMs)));
  let last: DiagnosisResult__Output | null = null;
  for await (const event of events(call, signal)) {
    if (event.progress) progress.show(whatGoesOn(event.progress));
    if (event.result) last = event.result;
  }
  if (last === null) {
    throw new Failure("BROKEN", reason("NO_VERDICT", {}));
  }
  return {
    diagnosis: receive("Diagnosis", "verdict", last.diagnosisJson),
    caseJson: last.caseJson || null,
    noCase: last.caseJson ? null : (readReason(last.noCaseBecause) ?? reason("NO_CASE_CAME", {})),
  };
}

/** An aggregator of another version may do what this command line has no words for. */
function whatGoesOn({ step, text, because }: Progress__Output): Reason {
  return readReason(because) ?? said(text || step);
}
