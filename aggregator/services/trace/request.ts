import { z } from "zod";
import type { TraceRequest } from "../../plan/request.ts";
import { pathFields, readRequest, refusePortOfIcmp, timeoutField } from "../fields.ts";

const schema = z
  .object({ ...pathFields, verbose: z.boolean().default(false), timeoutMs: timeoutField })
  .superRefine(refusePortOfIcmp);

/** As a caller says it; what is left open is left out. */
export type TraceInput = z.input<typeof schema>;

/** @throws {RequestError} INVALID_REQUEST. */
export function readTraceRequest(input: TraceInput): TraceRequest {
  return readRequest(schema, input);
}
