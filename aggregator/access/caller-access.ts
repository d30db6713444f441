import { reason } from "../../proto/reasons/index.ts";
import type { Access, Caller, Presented, Right } from "./access.ts";
import { AccessError, notAuthenticated } from "./access-error.ts";
import { userOfCertificate } from "./certificate.ts";
import type { Reviews } from "./reviews.ts";
import { missingRights } from "./right-reviews.ts";
import type { TokenReviews } from "./token-reviews.ts";

/** Where callers over TCP are looked up. */
export interface Kubernetes {
  readonly reviews: Reviews;
  readonly tokens: TokenReviews;
}

const nobody = { groups: [], uid: "", extra: {} } as const;

/**
 * The mode of a unix socket is the right of whoever could open it. Over TCP Kubernetes says who
 * asks and what that one may do; without an API server nobody is let in there.
 */
export class CallerAccess implements Access {
  readonly #kubernetes: Kubernetes | null;

  constructor(kubernetes: Kubernetes | null) {
    this.#kubernetes = kubernetes;
  }

  async authenticate(presented: Presented): Promise<Caller> {
    const { listener, authorization, certificate } = presented;
    if (listener === "unix") return { ...nobody, user: "local", by: "socket" };
    const { tokens } = this.#api();
    // A token that came is what the caller means to be known by, also where it is none.
    if (authorization.length > 0) {
      return { ...(await tokens.identify(authorization)), by: "token" };
    }
    if (certificate === null) throw notAuthenticated(reason("NO_CREDENTIALS", {}));
    return { ...userOfCertificate(certificate), by: "certificate" };
  }

  async missing(
    caller: Caller,
    rights: readonly Right[],
    signal: AbortSignal,
  ): Promise<readonly Right[]> {
    if (caller.by === "socket") return [];
    return missingRights(this.#api().reviews, caller, rights, signal);
  }

  #api(): Kubernetes {
    if (this.#kubernetes !== null) return this.#kubernetes;
    const why = reason("ACCESS_WITHOUT_API", {});
    throw new AccessError(reason("ACCESS_UNDECIDED", { why }));
  }
}
