import { TaplineError } from "../errors.ts";

/** Why an OVSDB server could not be asked, or what it answered instead (RFC 7047 section 3.1). */
export type OvsdbErrorType =
  | { readonly code: "BAD_REMOTE"; readonly remote: string }
  | { readonly code: "NO_CERTIFICATE"; readonly remote: string }
  | { readonly code: "CONNECT_FAILED"; readonly remote: string; readonly reason: string }
  | { readonly code: "CONNECT_TIMED_OUT"; readonly remote: string; readonly timeoutMs: number }
  | { readonly code: "CONNECTION_LOST"; readonly remote: string }
  | { readonly code: "PROBE_UNANSWERED"; readonly remote: string; readonly idleMs: number }
  | { readonly code: "NOT_CONNECTED"; readonly database: string }
  | { readonly code: "NOT_LEADER"; readonly remote: string; readonly database: string }
  | { readonly code: "MEMBER_NOT_CONNECTED"; readonly remote: string; readonly database: string }
  | { readonly code: "MESSAGE_TOO_LARGE"; readonly maxBytes: number }
  | { readonly code: "TOO_MANY_ROWS"; readonly maxRows: number }
  | { readonly code: "TOO_MANY_REQUESTS"; readonly maxPending: number }
  | { readonly code: "BAD_MESSAGE"; readonly reason: string }
  | {
      readonly code: "REQUEST_FAILED";
      readonly method: string;
      readonly error: string;
      readonly details: string;
    }
  | { readonly code: "REQUEST_TIMED_OUT"; readonly method: string; readonly timeoutMs: number }
  | { readonly code: "MONITOR_CANCELED"; readonly database: string }
  | { readonly code: "ABORTED" };

export class OvsdbError extends TaplineError<OvsdbErrorType> {}

/** A message that does not have the form that RFC 7047 gives it. */
export function badMessage(reason: string): OvsdbError {
  return new OvsdbError({ code: "BAD_MESSAGE", reason }, `Cannot read an OVSDB message: ${reason}`);
}

/** `ssl:` wants to know who asks. */
export function noCertificate(remote: string): OvsdbError {
  const wanted = "wanted a private key, a certificate and a CA certificate";
  return new OvsdbError(
    { code: "NO_CERTIFICATE", remote },
    `Cannot connect to ${remote}: ${wanted}`,
  );
}

/** The caller's own AbortSignal, or close(), ended the wait. */
export function abortedError(): OvsdbError {
  return new OvsdbError({ code: "ABORTED" }, "Cannot wait for the OVSDB server: cancelled");
}
