import { z } from "zod";
import type { DiagnoseRequest__Output } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { FlowsRequest__Output } from "../../proto/gen/tapline/v1/FlowsRequest.ts";
import type { TraceRequest__Output } from "../../proto/gen/tapline/v1/TraceRequest.ts";
import { hintOf } from "../../proto/symptoms/error-texts.ts";
import type { DiagnosisRequest, TraceQuestion } from "../services/diagnose.ts";
import { ApiError } from "./api-error.ts";

/** What a field that was not sent (proto3: zero or empty) stands for. */
export const requestDefaults = {
  namespace: "default",
  /** Five probes, their waits, the traces; see the option --timeout of the command line. */
  timeoutMs: 15_000,
} as const;

/** Longer than any namespace/name (63 + 253) or host name (253) can be. */
const maxNameLength = 320;

/** Some lines of what a client printed. */
const maxErrorText = 2_000;

const endpointSchema = z
  .string()
  .trim()
  .min(1, "is missing, wanted NAMESPACE/POD, pod/NAME, svc/NAME, node/NAME or an address")
  .max(maxNameLength, `is longer than ${maxNameLength} characters`)
  // A name goes into log lines and messages, and never is part of what a shell reads.
  .regex(/^[\x21-\x7e]*$/, "holds white space or characters that no name has");

const namespaceSchema = z
  .string()
  .trim()
  .transform((name) => name || requestDefaults.namespace)
  .pipe(
    z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "is no name of a namespace (RFC 1123)"),
  );

const protocolSchema = z
  .string()
  .transform((name) => name.toLowerCase() || null)
  .pipe(z.enum(["icmp", "tcp", "udp"], "is not known, wanted icmp, tcp or udp").nullable());

/** Linux names interfaces with up to 15 bytes (IFNAMSIZ). */
const interfaceSchema = z
  .string()
  .transform((name) => name || null)
  .pipe(
    z
      .string()
      .regex(/^[\w.-]{1,15}$/, "is no name of an interface")
      .nullable(),
  );

const familySchema = z
  .number()
  .transform((family) => family || null)
  .pipe(z.union([z.literal(4), z.literal(6)], "is no IP version, wanted 4 or 6").nullable());

const portSchema = z
  .number()
  .int()
  .max(65_535, "is over 65535")
  .transform((port) => port || null);

const traceShape = {
  source: endpointSchema,
  destination: endpointSchema,
  namespace: namespaceSchema,
  protocol: protocolSchema,
  port: portSchema,
  family: familySchema,
  interface: interfaceSchema,
};

const tooSmall = "is under 28 bytes, an IP and an ICMP header";

const traceSchema = z.object({ ...traceShape, verbose: z.boolean() }).superRefine(checkPort);

const diagnoseSchema = z
  .object({
    ...traceShape,
    count: z
      .number()
      .transform((count) => count || null)
      .pipe(z.number().int().min(1).max(100, "is over 100").nullable()),
    size: z
      .number()
      .transform((size) => size || null)
      .pipe(z.number().int().min(28, tooSmall).max(65_535, "is over 65535").nullable()),
    passive: z.boolean(),
    timeoutMs: z
      .number()
      .transform((timeoutMs) => timeoutMs || requestDefaults.timeoutMs)
      .pipe(z.number().min(1_000, "is under 1 s").max(120_000, "is over 120 s")),
    errorText: z
      .string()
      .trim()
      .max(maxErrorText, `is longer than ${maxErrorText} characters`)
      // It goes into the document and onto terminals: no control characters.
      .transform((text) => text.replace(/\p{Cc}+/gu, " ")),
    httpPath: z
      .string()
      .max(2_000, "is longer than 2000 characters")
      .regex(/^(\/[\x21-\x7e]*)?$/, "is no path, wanted one that begins with /"),
  })
  .superRefine(checkPort);

const flowsSchema = z.object({
  target: endpointSchema,
  namespace: namespaceSchema,
  // Table numbers are a byte (OpenFlow 1.5, ofp_table); 255 is OFPTT_ALL.
  table: z.number().int().max(254, "is over 254").optional(),
});

function checkPort(
  request: { readonly protocol: string | null; readonly port: number | null },
  context: z.RefinementCtx,
): void {
  const { protocol, port } = request;
  const add = (message: string): void => {
    context.addIssue({ code: "custom", path: ["port"], message });
  };
  if (protocol === "icmp" && port !== null) {
    add(`${port} cannot be asked of icmp, which has no ports; wanted protocol tcp or udp`);
  }
}

/** @throws {ApiError} INVALID_REQUEST; the same holds for the two below. */
export function readDiagnoseRequest(request: DiagnoseRequest__Output): DiagnosisRequest {
  return read(diagnoseSchema, withHttp(withHints(request)));
}

/** HTTP goes over TCP, and to port 80 when none is named (RFC 9110 4.2.1). */
function withHttp(request: DiagnoseRequest__Output): DiagnoseRequest__Output {
  if (request.httpPath === "") return request;
  const protocol = request.protocol || "tcp";
  if (protocol.toLowerCase() === "tcp") return { ...request, protocol, port: request.port || 80 };
  const message = `Cannot take the request: httpPath by ${protocol}, HTTP is asked over tcp`;
  throw new ApiError({ code: "INVALID_REQUEST", field: "httpPath" }, message);
}

/** What was not asked but stands in the error text: "dial tcp 10.16.0.6:8080: …" names both. */
function withHints(request: DiagnoseRequest__Output): DiagnoseRequest__Output {
  if (request.errorText === "") return request;
  const hint = hintOf(request.errorText);
  const port = request.port || hint.port || 0;
  const protocol = request.protocol || (port > 0 ? (hint.protocol ?? "tcp") : "");
  return { ...request, protocol, port: protocol === "icmp" ? request.port : port };
}

export function readTraceRequest(request: TraceRequest__Output): TraceQuestion {
  return read(traceSchema, request);
}

export interface FlowsWords {
  readonly target: string;
  readonly namespace: string;
  /** Null for all tables. */
  readonly table: number | null;
}

export function readFlowsRequest(request: FlowsRequest__Output): FlowsWords {
  const { table, ...words } = read(flowsSchema, request);
  return { ...words, table: table ?? null };
}

function read<T>(schema: z.ZodType<T>, request: unknown): T {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  const field = result.error.issues[0]?.path.join(".") ?? "";
  const message = `Cannot take the request: ${issues.join("; ")}`;
  throw new ApiError({ code: "INVALID_REQUEST", field }, message);
}
