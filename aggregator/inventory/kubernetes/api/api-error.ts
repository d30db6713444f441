import { TaplineError } from "../../../../lib/errors.ts";

/** Why the API server gave no answer that can be used. */
export type KubernetesApiErrorType =
  /** The kubeconfig or the service account cannot be used. */
  | { readonly code: "BAD_CONFIG" }
  /** Refused, reset, not resolved, or its certificate is not trusted. */
  | { readonly code: "UNREACHABLE"; readonly server: string }
  | { readonly code: "TIMED_OUT"; readonly timeoutMs: number }
  | { readonly code: "UNAUTHORIZED" }
  | { readonly code: "FORBIDDEN"; readonly path: string }
  /** 404: the server does not know this resource; its CRD is not installed. */
  | { readonly code: "NOT_SERVED"; readonly path: string }
  /** 410: the resource version or the continue token is too old; list again. */
  | { readonly code: "GONE" }
  /** Any other status; milliseconds of Retry-After, 0 when there is none. */
  | { readonly code: "REFUSED"; readonly status: number; readonly retryAfterMs: number }
  | { readonly code: "TOO_LARGE"; readonly maxBytes: number }
  | { readonly code: "BAD_BODY" }
  | { readonly code: "ABORTED" };

export class KubernetesApiError extends TaplineError<KubernetesApiErrorType> {}

export function gone(message: string): KubernetesApiError {
  return new KubernetesApiError({ code: "GONE" }, `Cannot go on from there: ${message}`);
}

export function badBody(what: string): KubernetesApiError {
  return new KubernetesApiError(
    { code: "BAD_BODY" },
    `Cannot read the API server's answer: ${what}`,
  );
}

export function aborted(): KubernetesApiError {
  return new KubernetesApiError({ code: "ABORTED" }, "Cannot wait for the API server: cancelled");
}
