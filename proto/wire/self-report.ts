import type { CertificateFile__Output } from "../gen/tapline/v1/CertificateFile.ts";
import type { SelfReport__Output } from "../gen/tapline/v1/SelfReport.ts";
import type { ToolFacts__Output } from "../gen/tapline/v1/ToolFacts.ts";
import type { Reason } from "../reasons/index.ts";
import { fromWireReason } from "./reason.ts";

/** A program; `version` is empty where it did not say one, and `why` says why not. */
export type ToolFacts = Omit<ToolFacts__Output, "why"> & { readonly why: Reason | null };

/** A certificate; its dates mean nothing where `why` says that it could not be read. */
export type CertificateFacts = Omit<CertificateFile__Output, "why"> & {
  readonly why: Reason | null;
};

/** What an agent says of itself. */
export interface SelfReport {
  readonly tools: readonly ToolFacts[];
  readonly certificates: readonly CertificateFacts[];
  /** Milliseconds since 1970; 0 when nobody said. */
  readonly builtUnixMs: number;
  /** "" when it is not set. */
  readonly hwOffload: string;
  readonly hwOffloadUnread: Reason | null;
}

export function fromWireSelfReport(wire: SelfReport__Output): SelfReport {
  const { tools, certificates, builtUnixMs, hwOffload, hwOffloadUnread } = wire;
  return {
    tools: tools.map((tool) => ({ ...tool, why: tool.why && fromWireReason(tool.why) })),
    certificates: certificates.map((one) => ({ ...one, why: one.why && fromWireReason(one.why) })),
    builtUnixMs,
    hwOffload,
    hwOffloadUnread: hwOffloadUnread && fromWireReason(hwOffloadUnread),
  };
}
