import type { DiagnoseResponse } from "../../../proto/gen/tapline/v1/DiagnoseResponse.ts";
import { maxMessageBytes } from "../../../proto/load.ts";
import { reason } from "../../../proto/reasons/index.ts";
import type { DiagnosisAnswer } from "../../plan/request.ts";
import { progressMessage } from "./progress-message.ts";
import type { Sender } from "./server-call.ts";

/** Room for the field headers around the two documents. */
const envelopeBytes = 1024;

/**
 * Sends a verdict. A case file that would make the message too large is left out, and a progress
 * event says so; the verdict never is. One that the caller may not have is empty.
 */
export async function sendVerdict(
  { diagnosis, caseFile }: DiagnosisAnswer,
  sender: Sender<DiagnoseResponse>,
): Promise<void> {
  const diagnosisJson = JSON.stringify(diagnosis);
  if (caseFile === null) {
    const noCaseBecause = JSON.stringify(reason("CASE_NOT_PERMITTED", {}));
    return sender.send({ result: { diagnosisJson, caseJson: "", noCaseBecause } });
  }
  const caseJson = JSON.stringify(caseFile);
  const bytes = Buffer.byteLength(diagnosisJson) + Buffer.byteLength(caseJson) + envelopeBytes;
  const fits = bytes <= maxMessageBytes;
  if (fits) return sender.send({ result: { diagnosisJson, caseJson } });
  const leftOut = reason("CASE_LEFT_OUT", { bytes, limitBytes: maxMessageBytes });
  await sender.send({ progress: progressMessage("case", leftOut) });
  const noCaseBecause = JSON.stringify(leftOut);
  await sender.send({ result: { diagnosisJson, caseJson: "", noCaseBecause } });
}
