/** What a request brought along to say who asks; a transport hands it on as it came. */
export interface Presented {
  /** A unix socket's mode is a right by itself. */
  readonly listener: "unix" | "tcp";
  /** Where the connection comes from: `ADDRESS:PORT`, or `unix`; for logs. */
  readonly peer: string;
  /** Every value of the header or metadata `authorization`. */
  readonly authorization: readonly string[];
  /** What TLS has proved, by a CA that is trusted here; null where it proved nothing. */
  readonly certificate: ClientCertificate | null;
}

/** The part of a tls.PeerCertificate that names somebody. */
export interface ClientCertificate {
  readonly subject?: {
    readonly CN?: string | readonly string[];
    readonly O?: string | readonly string[];
  };
  /** As in "URI:tapline:node:node1, DNS:a.example" (x509.subjectAltName of Node). */
  readonly subjectaltname?: string | undefined;
  /** As in "Nov 28 08:00:00 2026 GMT". */
  readonly valid_to?: string;
}

/** A user as Kubernetes knows one (authentication.k8s.io/v1, UserInfo). */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  /** "" where there is none. */
  readonly uid: string;
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Who asks, and what told it. */
export interface Caller extends Identity {
  readonly by: "socket" | "token" | "certificate";
}

/** Of API group `tapline.io`; Kubernetes' RBAC knows them though no object of most is stored. */
export type RightResource = "diagnoses" | "nodeflows" | "audits" | "agentsessions";

/** What a caller needs to be allowed; one rule of a Role or of a ClusterRole. */
export interface Right {
  readonly resource: RightResource;
  readonly verb: "create" | "get";
  /** Null for a right that no namespace can give: cluster-wide. */
  readonly namespace: string | null;
}

/** Finds out who asks and what that one may do; the services ask, before an agent hears of it. */
export interface Access {
  /** @throws {AccessError} NOT_AUTHENTICATED, or ACCESS_UNDECIDED where it cannot be told. */
  authenticate(presented: Presented): Promise<Caller>;
  /**
   * Those of the rights that the caller does not have, as they are at this moment.
   *
   * @throws {AccessError} ACCESS_UNDECIDED where it cannot be told.
   */
  missing(caller: Caller, rights: readonly Right[], signal: AbortSignal): Promise<readonly Right[]>;
}
