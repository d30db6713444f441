import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../../proto/reasons/reasoned-error.ts";

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
