import { z } from "zod";
import { requestBounds } from "../../../proto/requests/bounds.ts";
import { endpointField, namespaceField, optionalNumber, readRequest } from "../fields.ts";

const schema = z.object({
  target: endpointField,
  namespace: namespaceField,
  table: optionalNumber(requestBounds.table),
});

/** As a caller says it; what is left open is left out. */
export type FlowsInput = z.input<typeof schema>;

export interface FlowsRequest {
  readonly target: string;
  readonly namespace: string;
  /** Null for all tables. */
  readonly table: number | null;
}

/** @throws {RequestError} INVALID_REQUEST. */
export function readFlowsRequest(input: FlowsInput): FlowsRequest {
  return readRequest(schema, input);
}
