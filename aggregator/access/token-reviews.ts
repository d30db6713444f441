import { createHash } from "node:crypto";
import { type CacheCounts, ExpiringCache } from "../../lib/expiring-cache.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Identity } from "./access.ts";
import { type AccessError, notAuthenticated } from "./access-error.ts";
import type { Reviews } from "./reviews.ts";

/** More is no token of Kubernetes, whose own have some 1,500 characters. */
const maxTokenLength = 16_384;
/** Each has its own, so that wrong tokens take no place of right ones. */
const maxEntries = 1_024;

export interface TokenOptions {
  /** Of TokenReview: whom the token must be made for. */
  readonly audience: string;
  /** How long an answer is good for, milliseconds; never longer than the token. */
  readonly cacheMs: number;
}

/** Asks the API server whose a bearer token is, and remembers the answer for a moment. */
export class TokenReviews {
  readonly #reviews: Reviews;
  readonly #options: TokenOptions;
  /** By digest: a token itself is kept nowhere. */
  readonly #accepted = new ExpiringCache<Identity>(maxEntries);
  readonly #refused = new ExpiringCache<AccessError>(maxEntries);
  /** Questions that are under way: of many requests with one token, one asks. */
  readonly #asking = new Map<string, Promise<Identity>>();

  constructor(reviews: Reviews, options: TokenOptions) {
    this.#reviews = reviews;
    this.#options = options;
  }

  get counts(): { readonly accepted: CacheCounts; readonly refused: CacheCounts } {
    return { accepted: this.#accepted.counts, refused: this.#refused.counts };
  }

  /**
   * @param authorization all values of the header of that name.
   * @throws {AccessError} NOT_AUTHENTICATED, ACCESS_UNDECIDED.
   */
  async identify(authorization: readonly string[]): Promise<Identity> {
    const token = bearerToken(authorization);
    const key = createHash("sha256").update(token).digest("base64");
    const accepted = this.#accepted.get(key);
    if (accepted !== undefined) return accepted;
    const refused = this.#refused.get(key);
    if (refused !== undefined) throw refused;
    const asking = this.#asking.get(key) ?? this.#learn(token, key);
    return asking;
  }

  #learn(token: string, key: string): Promise<Identity> {
    const answer = this.#ask(token).then((found) => {
      const { cacheMs } = this.#options;
      if (typeof found === "function") {
        const error = found();
        this.#refused.set(key, error, cacheMs);
        throw error;
      }
      this.#accepted.set(key, found, Math.min(cacheMs, expiresInMs(token)));
      return found;
    });
    this.#asking.set(key, answer);
    const forget = (): void => void this.#asking.delete(key);
    answer.then(forget, forget);
    return answer;
  }

  /** A function that makes the refusal, where the answer is no. */
  async #ask(token: string): Promise<Identity | (() => AccessError)> {
    const { audience } = this.#options;
    const { status } = await this.#reviews.ask({
      api: ({ AuthenticationV1Api }) => AuthenticationV1Api,
      ask: (api) => api.createTokenReview({ body: { spec: { token, audiences: [audience] } } }),
      what: "a TokenReview",
      signal: new AbortController().signal, // others may wait for it too
    });
    const { authenticated, audiences = [], error = "", user } = status ?? {};
    if (authenticated !== true || !user?.username) {
      const said = error.slice(0, 300);
      return () => notAuthenticated(reason("TOKEN_REFUSED", { audience, said }));
    }
    // Without it the token is good for the API server itself (TokenReviewStatus.audiences).
    if (!audiences.includes(audience)) {
      return () => notAuthenticated(reason("TOKEN_OF_OTHER_AUDIENCE", { audience }));
    }
    const { username, groups = [], uid = "", extra = {} } = user;
    return { user: username, groups, uid, extra };
  }
}

/** RFC 6750 section 2.1; the scheme in any case (RFC 9110 section 11.1). */
function bearerToken([value = "", ...others]: readonly string[]): string {
  const token = /^bearer +([\w.~+/-]+=*) *$/i.exec(value)?.[1];
  if (token === undefined || token.length > maxTokenLength || others.length > 0) {
    throw notAuthenticated(reason("AUTHORIZATION_MALFORMED", {}));
  }
  return token;
}

/** By `exp` of a JWT (RFC 7519), which the API server has checked; Infinity for other tokens. */
function expiresInMs(token: string): number {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    const exp: unknown =
      typeof claims === "object" && claims !== null && Reflect.get(claims, "exp");
    return typeof exp === "number" ? exp * 1_000 - Date.now() : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
