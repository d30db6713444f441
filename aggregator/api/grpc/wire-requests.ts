import type { DiagnoseRequest__Output } from "../../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { FlowsRequest__Output } from "../../../proto/gen/tapline/v1/FlowsRequest.ts";
import type { Protocol__Output } from "../../../proto/gen/tapline/v1/Protocol.ts";
import type { TraceRequest__Output } from "../../../proto/gen/tapline/v1/TraceRequest.ts";
import { protocols } from "../../../proto/wire/enums.ts";
import type { DiagnosisInput } from "../../services/diagnose/request.ts";
import type { FlowsInput } from "../../services/flows/request.ts";
import type { TraceInput } from "../../services/trace/request.ts";

/** A request of the wire as a service takes it: zero and empty are what was not sent (proto3). */
export function diagnosisInput(request: DiagnoseRequest__Output): DiagnosisInput {
  return {
    ...pathInput(request),
    count: request.count || undefined,
    size: request.size || undefined,
    passive: request.passive,
    timeoutMs: request.timeoutMs || undefined,
    errorText: request.errorText,
    httpPath: request.httpPath,
  };
}

export function traceInput(request: TraceRequest__Output): TraceInput {
  return {
    ...pathInput(request),
    verbose: request.verbose,
    timeoutMs: request.timeoutMs || undefined,
  };
}

export function flowsInput({ target, namespace, table }: FlowsRequest__Output): FlowsInput {
  return { target, namespace: namespace || undefined, table };
}

function pathInput(request: DiagnoseRequest__Output | TraceRequest__Output) {
  return {
    source: request.source,
    destination: request.destination,
    namespace: request.namespace || undefined,
    protocol: protocolInput(request.protocol),
    port: request.port || undefined,
    family: request.family || undefined,
    interface: request.interface || undefined,
  };
}

/** One that a newer caller sent is refused by its number, as any that is not known. */
function protocolInput(protocol: Protocol__Output): string | undefined {
  if (protocol === "PROTOCOL_UNSPECIFIED") return undefined;
  return protocols.find(protocol) ?? String(protocol);
}
