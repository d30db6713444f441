import { messageOf } from "../../../../lib/errors.ts";
import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../../proto/reasons/reasoned-error.ts";

/** How we are called in its audit log. */
export const userAgent = "tapline";

export type ApiErrorReason = Reason<
  | "API_ACCESS_UNUSABLE"
  | "API_UNREACHABLE"
  | "API_SILENT"
  | "API_UNAUTHORIZED"
  | "API_FORBIDDEN"
  | "API_NOT_SERVED"
  | "API_GONE"
  | "API_REFUSED"
  | "API_PAGE_TOO_LARGE"
  | "API_BAD_BODY"
  | "CANCELLED"
>;

/** Why the API server gave no answer that can be used. */
export class KubernetesApiError extends ReasonedError<ApiErrorReason> {}

export function gone(said: string): KubernetesApiError {
  return new KubernetesApiError(reason("API_GONE", { said }));
}

export function badBody(why: Reason): KubernetesApiError {
  return new KubernetesApiError(reason("API_BAD_BODY", { why }));
}

export function aborted(): KubernetesApiError {
  return new KubernetesApiError(reason("CANCELLED", {}));
}

/** What broke a connection or a body, in one form. */
export function connectionError(server: string, cause: unknown): KubernetesApiError {
  if (cause instanceof KubernetesApiError) return cause;
  const unreachable = reason("API_UNREACHABLE", { server, why: messageOf(cause) });
  return new KubernetesApiError(unreachable, { cause });
}

/** An answer that is a refusal. */
export interface Refusal {
  readonly status: number;
  /** A v1 Status as JSON, or what something in front of the API server says. */
  readonly body: string;
  /** Seconds, as in the header. */
  readonly retryAfter: string | undefined;
}

/** @param path what was asked for */
export function statusError(
  path: string,
  { status, body, retryAfter }: Refusal,
): KubernetesApiError {
  const said = statusMessage(body) || String(status);
  switch (status) {
    case 401:
      return new KubernetesApiError(reason("API_UNAUTHORIZED", { said }));
    case 403:
      return new KubernetesApiError(reason("API_FORBIDDEN", { path, said }));
    case 404:
      return new KubernetesApiError(reason("API_NOT_SERVED", { path, said }));
    case 410:
      return gone(said);
    default: {
      const retryAfterMs = 1_000 * (Number(retryAfter) || 0);
      return new KubernetesApiError(reason("API_REFUSED", { path, status, said, retryAfterMs }));
    }
  }
}

/** `message` of a v1 Status; the first line of anything else. */
function statusMessage(body: string): string {
  try {
    const status: unknown = JSON.parse(body);
    if (typeof status === "object" && status !== null && "message" in status) {
      return String(status.message);
    }
  } catch {
    // not a Status: something in front of the API server answered
  }
  return body.trim().split("\n")[0]?.slice(0, 200) ?? "";
}
