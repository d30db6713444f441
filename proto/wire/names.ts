import type { NameAnswer__Output } from "../gen/tapline/v1/NameAnswer.ts";
import type { Reason } from "../reasons/index.ts";
import { lookupSources, lookupStatuses } from "./enums.ts";
import { fromWireReason } from "./reason.ts";

export type NameAnswer = Omit<NameAnswer__Output, "status" | "source" | "why"> & {
  /** Why nothing was asked; null when something was. */
  readonly why: Reason | null;
  readonly status: "answered" | "failed" | "not-asked";
  /** "" without an answer. */
  readonly source: "" | "hosts" | "dns";
};

/** @throws {WireValueError} */
export function fromWireNames(wire: NameAnswer__Output): NameAnswer {
  return {
    ...wire,
    why: wire.why && fromWireReason(wire.why),
    status: lookupStatuses.fromWire(wire.status),
    source: lookupSources.fromWire(wire.source),
  };
}
