import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { TaplineError } from "../../../lib/errors.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { reasonIn } from "../../../words/reasons/index.ts";

/** Metadata key of the `code` of a TaplineError. */
export const codeKey = "tapline-code";
/** Metadata key of the error's reason, as JSON: the caller says it in the reader's language. */
export const reasonKey = "tapline-reason-bin";

/** Codes whose gRPC status is not the one of their ending, below. */
const statusOfCode: Readonly<Record<string, status>> = {
  SAME_ENDPOINT: status.INVALID_ARGUMENT,
  NO_PORT: status.INVALID_ARGUMENT,
  NEVER_LEAVES_NODE: status.INVALID_ARGUMENT,
  NODE_ANSWERED_THROUGH_OVN: status.INVALID_ARGUMENT,
  NODE_CANNOT_REACH_VPC: status.INVALID_ARGUMENT,
  NODE_INTERFACE_NOT_CHOSEN: status.INVALID_ARGUMENT,
  PASSES_NO_BRIDGE: status.INVALID_ARGUMENT,
  ROUTERS_OWN_ADDRESS: status.INVALID_ARGUMENT,
  SERVICE_PORT_NOT_CHOSEN: status.INVALID_ARGUMENT,
  NOT_PERMITTED: status.PERMISSION_DENIED,
  NOT_AUTHENTICATED: status.UNAUTHENTICATED,
  ACCESS_UNDECIDED: status.UNAVAILABLE,
  TOO_MANY_REQUESTS: status.RESOURCE_EXHAUSTED,
  TOO_MANY_COMMANDS: status.RESOURCE_EXHAUSTED,
  SLOW_READER: status.RESOURCE_EXHAUSTED,
  TRANSFER_FAILED: status.UNAVAILABLE,
  TIMED_OUT: status.DEADLINE_EXCEEDED,
  COMMAND_TIMED_OUT: status.DEADLINE_EXCEEDED,
  COMMAND_CANCELLED: status.CANCELLED,
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
    const over = reason("REQUEST_OVER_TIME", {});
    return { code: status.DEADLINE_EXCEEDED, details: told(over, metadata), metadata };
  }
  if (!(thrown instanceof TaplineError)) {
    metadata.set(codeKey, "INTERNAL");
    return { code: status.INTERNAL, details: told(reason("DEFECT", {}), metadata), metadata };
  }
  const { code } = thrown.type;
  metadata.set(codeKey, code);
  const own = reasonOf(thrown);
  const details = own.code === "SAID" ? thrown.message : told(own, metadata);
  return { code: grpcStatusOf(code), details, metadata };
}

/** The sentence for callers that only print; the reason itself goes into `metadata`. */
function told(own: Reason, metadata: Metadata): string {
  metadata.set(reasonKey, Buffer.from(JSON.stringify(own)));
  return reasonIn("en", own);
}

function grpcStatusOf(code: string): status {
  const family = statusOfFamily.find(([pattern]) => pattern.test(code));
  return statusOfCode[code] ?? family?.[1] ?? status.INTERNAL;
}
