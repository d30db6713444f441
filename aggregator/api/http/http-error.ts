import { status } from "@grpc/grpc-js";
import { type HttpAnswer, json } from "../../../lib/http/http-server.ts";
import { type Reason, said } from "../../../proto/reasons/index.ts";
import { callStatus, codeKey, reasonKey } from "../grpc/call-status.ts";

/** What each gRPC status of callStatus is in HTTP, as google.rpc.Code has it; others are 500. */
const httpStatus: Readonly<Partial<Record<status, number>>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.FAILED_PRECONDITION]: 400,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.CANCELLED]: 499,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

/** The same of an error that a gRPC caller is told: its code, its sentence, its reason. */
export function httpError(thrown: unknown): HttpAnswer {
  const { code: grpcCode, details, metadata } = callStatus(thrown);
  const sent = metadata?.get(reasonKey)[0];
  const because = Buffer.isBuffer(sent) ? (JSON.parse(sent.toString("utf8")) as Reason) : null;
  return errorAnswer(httpStatus[grpcCode ?? status.INTERNAL] ?? 500, {
    code: String(metadata?.get(codeKey)[0] ?? "INTERNAL"),
    reason: details ?? "",
    because: because ?? said(details ?? ""),
  });
}

function errorAnswer(
  status: number,
  error: { readonly code: string; readonly reason: string; readonly because: Reason },
): HttpAnswer {
  return json(status, { error });
}
