import type { OpenflowTrace__Output } from "../gen/tapline/v1/OpenflowTrace.ts";
import type { TraceOutput__Output } from "../gen/tapline/v1/TraceOutput.ts";
import { traceOutputKinds, traceResults } from "./enums.ts";

export type TraceOutput = Omit<TraceOutput__Output, "kind"> & {
  readonly kind: "port" | "tunnel" | "controller" | "local";
};

export type OpenflowTrace = Omit<OpenflowTrace__Output, "result" | "outputs"> & {
  readonly result: "delivered" | "dropped" | "incomplete";
  readonly outputs: readonly TraceOutput[];
};

/** @throws {WireValueError} */
export function fromWireTrace(wire: OpenflowTrace__Output): OpenflowTrace {
  return {
    ...wire,
    result: traceResults.fromWire(wire.result),
    outputs: wire.outputs.map((output) => {
      return { ...output, kind: traceOutputKinds.fromWire(output.kind) };
    }),
  };
}
