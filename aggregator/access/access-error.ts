import type { accessReasons } from "../../proto/reasons/areas/access.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { Identity, Right } from "./access.ts";
import { canI } from "./can-i.ts";

export class AccessError extends ReasonedError<Reason<keyof typeof accessReasons>> {}

export function notAuthenticated(why: Reason): AccessError {
  return new AccessError(reason("NOT_AUTHENTICATED", { why }));
}

/** The refusal that says what is missing, where, and how to see it. */
export function refusal(caller: Identity, missing: readonly Right[]): AccessError {
  const reasons = missing.map(({ resource, verb, namespace }) =>
    namespace === null
      ? reason("RIGHT_CLUSTER_WIDE", { verb, resource: `${resource}.tapline.io` })
      : reason("RIGHT_IN_NAMESPACE", { verb, resource: `${resource}.tapline.io`, namespace }),
  );
  const commands = missing.map((right) => canI(caller, right));
  const { user } = caller;
  return new AccessError(reason("NOT_PERMITTED", { user, missing: reasons, commands }));
}
