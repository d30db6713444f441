import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { TaplineError } from "../../lib/errors.ts";

/** Metadata key of the `code` of a TaplineError. */
export const codeKey = "tapline-code";

/** Codes whose gRPC status is not the one of their ending, below. */
const statusOfCode: Readonly<Record<string, status>> = {
  SAME_ENDPOINT: status.INVALID_ARGUMENT,
  NO_PORT: status.INVALID_ARGUMENT,
  TOO_MANY_REQUESTS: status.RESOURCE_EXHAUSTED,
  TOO_MANY_COMMANDS: status.RESOURCE_EXHAUSTED,
  SLOW_READER: status.RESOURCE_EXHAUSTED,
  TIMED_OUT: status.DEADLINE_EXCEEDED,
  CANCELLED: status.CANCELLED,
  ABORTED: status.CANCELLED,
  AGENT_AWAY: status.UNAVAILABLE,
  AGENT_REPLACED: status.UNAVAILABLE,
  NO_AGENT: status.UNAVAILABLE,
  NOT_READY: status.UNAVAILABLE,
  INVENTORY_NOT_READY: status.UNAVAILABLE,
  NOT_ON_A_NODE: status.FAILED_PRECONDITION,
  NO_COMMON_FAMILY: status.FAILED_PRECONDITION,
  COMMAND_FAILED: status.FAILED_PRECONDITION,
  // The fault of an agent, not of who asked.
  BAD_REPLY: status.INTERNAL,
};

/** Families of codes, by how they begin or end. */
const statusOfFamily: readonly (readonly [RegExp, status])[] = [
  [/_(NOT_FOUND|UNKNOWN)$/, status.NOT_FOUND],
  [/(^|_)(MALFORMED|AMBIGUOUS|NOT_SUPPORTED)$|^(BAD|INVALID)_/, status.INVALID_ARGUMENT],
  [/_NOT_(READY|RUNNING)$/, status.FAILED_PRECONDITION],
];

/**
 * What a caller is told of an error: status, message, and the code in metadata `tapline-code`.
 *
 * An error that tapline did not raise on purpose is a defect: INTERNAL, and its details stay in
 * the log.
 */
export function callStatus(
  thrown: unknown,
): Pick<ServerErrorResponse, "code" | "details" | "metadata"> {
  const metadata = new Metadata();
  // The reason that AbortSignal.timeout() gives.
  if (thrown instanceof DOMException && thrown.name === "TimeoutError") {
    metadata.set(codeKey, "TIMED_OUT");
    const details = "Cannot answer: the time for it is over; ask with a longer timeout";
    return { code: status.DEADLINE_EXCEEDED, details, metadata };
  }
  if (!(thrown instanceof TaplineError)) {
    metadata.set(codeKey, "INTERNAL");
    const details = "Cannot answer: a defect of tapline; the aggregator's log has the details";
    return { code: status.INTERNAL, details, metadata };
  }
  const { code } = thrown.type;
  metadata.set(codeKey, code);
  return { code: grpcStatusOf(code), details: thrown.message, metadata };
}

function grpcStatusOf(code: string): status {
  const family = statusOfFamily.find(([pattern]) => pattern.test(code));
  return statusOfCode[code] ?? family?.[1] ?? status.INTERNAL;
}
