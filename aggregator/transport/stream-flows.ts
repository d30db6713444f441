import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsCommand } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import { wire } from "../../proto/load.ts";
import { reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { AgentError, badReply, cancelled } from "./agent-error.ts";
import type { CallOptions } from "./agent-handle.ts";
import type { AgentSession } from "./agent-session.ts";
import { runCommand } from "./run-command.ts";

/** A transfer and the session are two connections: what is said on one may come a little later. */
const reasonGraceMs = 500;

/**
 * Runs a flow dump and hands its batches to a reader of any speed: they come over a transfer of
 * their own, which a slow reader holds back without holding back the session.
 *
 * @throws {AgentError} SLOW_READER, TRANSFER_FAILED, and those of every command; what the reader
 *   throws.
 */
export async function streamFlows(
  session: AgentSession,
  command: FlowsCommand,
  options: CallOptions,
  onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
): Promise<FlowReport__Output> {
  const { node } = session;
  if (options.signal?.aborted) throw cancelled(node, "flows");
  let taken = 0;
  const { token, transfer } = session.transfers.expect({
    node,
    command: "flows",
    take: (data) => {
      const batch = batchOf(node, data);
      taken += batch.flows.length;
      return onBatch(batch);
    },
  });
  const giveUp = new AbortController();
  const onAbort = (): void => transfer.end(cancelled(node, "flows"));
  options.signal?.addEventListener("abort", onAbort, { once: true });
  // Its end ends the dump as well: nobody would read it. The agent's own reason is on its way.
  transfer.ended.catch((error: unknown) => {
    const isOurs = !(error instanceof AgentError && error.type.code === "TRANSFER_FAILED");
    setTimeout(() => giveUp.abort(error), isOurs ? 0 : reasonGraceMs);
  });
  let report: FlowReport__Output | null = null;
  try {
    const body = { flows: command, transferToken: token };
    await runCommand(session, body, { ...options, signal: giveUp.signal }, (reply) => {
      if (reply.flowReport) report = reply.flowReport;
    });
    await transfer.ended;
  } catch (error) {
    transfer.end(error);
    throw giveUp.signal.aborted ? giveUp.signal.reason : error;
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
  }
  return checked(node, report, taken);
}

/** @throws {AgentError} BAD_REPLY for bytes that are no batch. */
function batchOf(node: string, data: Buffer): FlowBatch__Output {
  try {
    return wire.FlowBatch.deserialize(data);
  } catch (thrown) {
    throw badReply(node, "flows", reasonOf(thrown));
  }
}

function checked(
  node: string,
  report: FlowReport__Output | null,
  arrived: number,
): FlowReport__Output {
  if (report === null) throw badReply(node, "flows", reason("DUMP_WITHOUT_REPORT", {}));
  const { flows: sent } = report;
  if (sent === arrived) return report;
  throw badReply(node, "flows", reason("TRANSFER_SHORT", { sent, arrived }));
}
