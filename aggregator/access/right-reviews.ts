import type { Identity, Right } from "./access.ts";
import type { Reviews } from "./reviews.ts";

const group = "tapline.io";

/**
 * Those of the rights that somebody does not have: one SubjectAccessReview for each, none of them
 * remembered, so that what is taken away is gone at once.
 *
 * @throws {AccessError} ACCESS_UNDECIDED when the API server did not answer one of them.
 */
export async function missingRights(
  reviews: Reviews,
  { user, groups, uid, extra }: Identity,
  rights: readonly Right[],
  signal: AbortSignal,
): Promise<readonly Right[]> {
  const who = {
    ...{ user, groups: [...groups], uid },
    extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])),
  };
  const allowed = await Promise.all(
    rights.map(async ({ resource, verb, namespace }) => {
      const resourceAttributes = { group, resource, verb, namespace: namespace ?? "" };
      const { status } = await reviews.ask({
        api: ({ AuthorizationV1Api }) => AuthorizationV1Api,
        ask: (api) =>
          api.createSubjectAccessReview({ body: { spec: { ...who, resourceAttributes } } }),
        what: "a SubjectAccessReview",
        signal,
      });
      return status?.allowed === true && status.denied !== true;
    }),
  );
  return rights.filter((_, at) => allowed[at] !== true);
}
