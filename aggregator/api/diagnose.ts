import type { DiagnoseRequest__Output } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { DiagnoseResponse } from "../../proto/gen/tapline/v1/DiagnoseResponse.ts";
import { maxMessageBytes } from "../../proto/load.ts";
import type { Diagnoser } from "../services/diagnose.ts";
import { readDiagnoseRequest } from "./request-schema.ts";
import type { Sender } from "./server-call.ts";

/** Room for the field headers around the two documents. */
const envelopeBytes = 1024;

/**
 * Answers Diagnose: progress as it comes, then the verdict.
 *
 * Progress that the caller does not read in time is left out. A case file that would make the
 * message too large is left out too, and a progress event says so; the verdict never is.
 */
export async function diagnose(
  diagnoser: Diagnoser,
  request: DiagnoseRequest__Output,
  sender: Sender<DiagnoseResponse>,
  signal: AbortSignal,
): Promise<void> {
  const words = readDiagnoseRequest(request);
  const progress = (step: string, text: string): void => {
    sender.offer({ progress: { step, text } });
  };
  const { diagnosis, caseFile } = await diagnoser.diagnose(words, progress, signal);
  const diagnosisJson = JSON.stringify(diagnosis);
  const caseJson = JSON.stringify(caseFile) ?? "";
  const bytes = Buffer.byteLength(diagnosisJson) + Buffer.byteLength(caseJson) + envelopeBytes;
  const fits = bytes <= maxMessageBytes;
  if (!fits) {
    const text = `Case file left out: ${bytes} bytes with it, the limit is ${maxMessageBytes}`;
    await sender.send({ progress: { step: "case", text } });
  }
  await sender.send({ result: { diagnosisJson, caseJson: fits ? caseJson : "" } });
}
