import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** Who asks, as far as a transport can tell. */
export interface Caller {
  readonly user: string;
  /** Where the connection comes from: `ADDRESS:PORT`, or `unix`. */
  readonly peer: string;
}

/** Of API group `tapline.io`; Kubernetes' RBAC knows them though no object of most is stored. */
export type RightResource = "diagnoses" | "nodeflows";

/** What a caller needs to be allowed; one rule of a Role or of a ClusterRole. */
export interface Right {
  readonly resource: RightResource;
  readonly verb: "create" | "get";
  /** Null for a right that no namespace can give: cluster-wide. */
  readonly namespace: string | null;
}

/** Decides who may do what; the services ask, before an agent hears of the request. */
export interface Access {
  /**
   * @param rights all of them are needed.
   * @throws {AccessError} NOT_PERMITTED, which names every right that is missing.
   */
  authorise(caller: Caller, rights: readonly Right[]): Promise<void>;
}

export class AccessError extends ReasonedError<Reason<"NOT_PERMITTED">> {}

/** For implementations of `Access`: the refusal that says what is missing, and where. */
export function refusal({ user }: Caller, missing: readonly Right[]): AccessError {
  const reasons = missing.map(({ resource, verb, namespace }) =>
    namespace === null
      ? reason("RIGHT_CLUSTER_WIDE", { verb, resource: `${resource}.tapline.io` })
      : reason("RIGHT_IN_NAMESPACE", { verb, resource: `${resource}.tapline.io`, namespace }),
  );
  return new AccessError(reason("NOT_PERMITTED", { user, missing: reasons }));
}
