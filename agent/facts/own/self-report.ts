import { readCertificate } from "../../../lib/certificate.ts";
import type { CertificateFile } from "../../../proto/gen/tapline/v1/CertificateFile.ts";
import type { SelfReport } from "../../../proto/gen/tapline/v1/SelfReport.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { toWireReason } from "../../../proto/wire/reason.ts";
import type { OvsSource } from "../../ports/ovs-view.ts";
import { toolFacts } from "./tools.ts";

/** What the agent was given when it was started. */
export interface OwnParts {
  /** Directories with programs. */
  readonly path: readonly string[];
  /** Files with certificates (PEM). */
  readonly certificates: readonly string[];
  /** When its image was built; null when nobody said. */
  readonly builtAt: Date | null;
}

/** Whether the agent has what it needs; never throws but for an abort. */
export async function selfReport(
  own: OwnParts,
  ovs: OvsSource,
  signal: AbortSignal,
): Promise<SelfReport> {
  const [tools, certificates, offload] = await Promise.all([
    toolFacts(own.path, signal),
    Promise.all(own.certificates.map(certificateFacts)),
    hwOffload(ovs, signal),
  ]);
  signal.throwIfAborted();
  return { tools, certificates, builtUnixMs: own.builtAt?.getTime() ?? 0, ...offload };
}

async function certificateFacts(path: string): Promise<CertificateFile> {
  try {
    const { notBefore, notAfter, subject } = await readCertificate(path);
    const dates = { notBeforeUnixMs: notBefore.getTime(), notAfterUnixMs: notAfter.getTime() };
    return { path, ...dates, subject };
  } catch (thrown) {
    return { path, why: toWireReason(reasonOf(thrown)) };
  }
}

async function hwOffload(
  ovs: OvsSource,
  signal: AbortSignal,
): Promise<Pick<SelfReport, "hwOffload" | "hwOffloadUnread">> {
  try {
    const { otherConfig } = await ovs.snapshot(signal);
    return { hwOffload: otherConfig.get("hw-offload") ?? "" };
  } catch (thrown) {
    return { hwOffloadUnread: toWireReason(reasonOf(thrown)) };
  }
}
