import type { NameAnswer__Output } from "../gen/tapline/v1/NameAnswer.ts";
import { lookupSources, lookupStatuses } from "./enums.ts";

export type NameAnswer = Omit<NameAnswer__Output, "status" | "source"> & {
  readonly status: "answered" | "failed" | "not-asked";
  /** "" without an answer. */
  readonly source: "" | "hosts" | "dns";
};

/** @throws {WireValueError} */
export function fromWireNames(wire: NameAnswer__Output): NameAnswer {
  return {
    ...wire,
    status: lookupStatuses.fromWire(wire.status),
    source: lookupSources.fromWire(wire.source),
  };
}
