import { z } from "zod";
import { reason } from "../../../proto/reasons/index.ts";
import { requestBounds, requestDefaults } from "../../../proto/requests/bounds.ts";
import { hintOf } from "../../../proto/symptoms/error-texts.ts";
import type { DiagnosisRequest } from "../../plan/request.ts";
import {
  optionalNumber,
  pathFields,
  problem,
  readRequest,
  refusePortOfIcmp,
  timeoutField,
  tooLong,
} from "../fields.ts";

const schema = z
  .object({
    ...pathFields,
    count: optionalNumber(requestBounds.count),
    size: optionalNumber(requestBounds.sizeBytes, { name: "bytes" }),
    passive: z.boolean().default(false),
    timeoutMs: timeoutField,
    errorText: z
      .string()
      .trim()
      .refine(
        (text) => text.length <= requestBounds.errorTextLength,
        tooLong(requestBounds.errorTextLength),
      )
      // It goes into the document and onto terminals: no control characters.
      .transform((text) => text.replace(/\p{Cc}+/gu, " "))
      .default(""),
    httpPath: z
      .string()
      .refine(
        (path) => path.length <= requestBounds.httpPathLength,
        tooLong(requestBounds.httpPathLength),
      )
      .refine(
        (path) => /^(\/[\x21-\x7e]*)?$/.test(path),
        problem((field) => reason("HTTP_PATH_MALFORMED", { field })),
      )
      .default(""),
  })
  .superRefine(refusePortOfIcmp)
  .transform(withHints)
  .superRefine(refuseHttpBut)
  .transform(withHttp);

/** As a caller says it; what is left open is left out. */
export type DiagnosisInput = z.input<typeof schema>;

/** @throws {RequestError} INVALID_REQUEST. */
export function readDiagnosisRequest(input: DiagnosisInput): DiagnosisRequest {
  return readRequest(schema, input);
}

/** What was not asked but stands in the error text: "dial tcp 10.16.0.6:8080: …" names both. */
function withHints(request: DiagnosisRequest): DiagnosisRequest {
  if (request.errorText === "" || request.protocol === "icmp") return request;
  const hint = hintOf(request.errorText);
  const port = request.port ?? (hint.port || null);
  const protocol = request.protocol ?? (port === null ? null : (hint.protocol ?? null));
  return { ...request, protocol, port: protocol === "icmp" ? request.port : port };
}

function refuseHttpBut({ httpPath, protocol }: DiagnosisRequest, context: z.RefinementCtx): void {
  if (httpPath === "" || protocol === null || protocol === "tcp") return;
  const otherwise = problem(() => reason("HTTP_GOES_OVER_TCP", { protocol }));
  context.addIssue({ code: "custom", path: ["httpPath"], ...otherwise });
}

/** HTTP goes over TCP, and to port 80 when none is named (RFC 9110 4.2.1). */
function withHttp(request: DiagnosisRequest): DiagnosisRequest {
  if (request.httpPath === "") return request;
  return { ...request, protocol: "tcp", port: request.port ?? requestDefaults.httpPort };
}
