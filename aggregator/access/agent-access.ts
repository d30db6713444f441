import { reason } from "../../proto/reasons/index.ts";
import type { Presented, Right } from "./access.ts";
import { notAuthenticated, refusal } from "./access-error.ts";
import type { Kubernetes } from "./caller-access.ts";
import { nodeOfCertificate } from "./certificate.ts";
import { missingRights } from "./right-reviews.ts";

/**
 * Kubernetes puts the node of the Pod that a token was made for among what it says of the user
 * (ServiceAccountTokenPodNodeInfo, on by default from 1.30, stable in 1.32).
 */
const nodeKey = "authentication.kubernetes.io/node-name";

/**
 * Whoever may make Pods gets tokens that name their nodes, for any audience: only an account that
 * has this right is an agent's.
 */
const mayBeAgent: Right = { resource: "agentsessions", verb: "create", namespace: null };

/** Which node somebody at the agents' listener may speak for. */
export class AgentAccess {
  readonly #proves: boolean;
  readonly #kubernetes: Kubernetes | null;

  /**
   * @param options.proves whether agents over TCP have to prove it; they can only over TLS.
   * @param options.kubernetes where their tokens are looked up; null: they need certificates.
   */
  constructor(options: { readonly proves: boolean; readonly kubernetes: Kubernetes | null }) {
    this.#proves = options.proves;
    this.#kubernetes = options.kubernetes;
  }

  /**
   * Null for any node.
   *
   * @throws {AccessError} NOT_AUTHENTICATED, NOT_PERMITTED, ACCESS_UNDECIDED.
   */
  async nodeOf({ listener, authorization, certificate }: Presented): Promise<string | null> {
    if (listener === "unix" || !this.#proves) return null;
    if (authorization.length > 0 && this.#kubernetes !== null) {
      return nodeOfToken(this.#kubernetes, authorization);
    }
    if (certificate === null) throw notAuthenticated(reason("NO_CREDENTIALS", {}));
    return nodeOfCertificate(certificate);
  }
}

async function nodeOfToken(
  { tokens, reviews }: Kubernetes,
  authorization: readonly string[],
): Promise<string> {
  const identity = await tokens.identify(authorization);
  const [node, another] = identity.extra[nodeKey] ?? [];
  if (node === undefined || another !== undefined) {
    throw notAuthenticated(reason("TOKEN_NAMES_NO_NODE", { user: identity.user }));
  }
  const { signal } = new AbortController();
  const missing = await missingRights(reviews, identity, [mayBeAgent], signal);
  if (missing.length > 0) throw refusal(identity, missing);
  return node;
}
