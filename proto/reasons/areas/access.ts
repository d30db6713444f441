import { defineReasons } from "../define.ts";

/** Why somebody is not let in, or may not have what was asked for. */
export const accessReasons = defineReasons({
  /**
   * `missing`: rights, as Kubernetes' RBAC has them, that the request needs and the user lacks.
   * `commands`: lines of kubectl that show it, one for each.
   */
  NOT_PERMITTED: { user: "string", missing: "reasons", commands: "strings" },
  RIGHT_IN_NAMESPACE: { verb: "string", resource: "string", namespace: "string" },
  RIGHT_CLUSTER_WIDE: { verb: "string", resource: "string" },
  /** It is not known who asks. */
  NOT_AUTHENTICATED: { why: "reason" },
  NO_CREDENTIALS: {},
  AUTHORIZATION_MALFORMED: {},
  /** `said` is the API server's English, "" where it said nothing. */
  TOKEN_REFUSED: { audience: "string", said: "string" },
  /** Good for the API server itself, and not made for us. */
  TOKEN_OF_OTHER_AUDIENCE: { audience: "string" },
  CERTIFICATE_NAMES_NOBODY: {},
  CERTIFICATE_EXPIRED: { at: "string" },
  /** Whether it is permitted cannot be told, and so it is not. */
  ACCESS_UNDECIDED: { why: "reason" },
  /** Objects come from a folder of manifests: there is nobody to ask. */
  ACCESS_WITHOUT_API: {},

  /** A case holds facts of whole nodes. */
  CASE_NOT_PERMITTED: {},

  // Of agents
  AGENT_REFUSED: { node: "string", why: "reason" },
  /** `proven`: the node that its certificate or token names. */
  AGENT_OF_OTHER_NODE: { proven: "string" },
  CERTIFICATE_NAMES_NO_NODE: { wanted: "string" },
  TOKEN_NAMES_NO_NODE: { user: "string" },
});
