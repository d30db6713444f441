import type { Identity, Right } from "./access.ts";

/** What every user is in, or an account of a Pod: kubectl adds them by itself with --as. */
const implied = /^system:(?:authenticated|serviceaccounts(?::.*)?)$/;

/** A namespace that nobody has: what is allowed there, is allowed everywhere. */
const everywhere = "cluster-wide-only";

/**
 * The line of kubectl that shows what somebody may do of a resource, for those who may impersonate;
 * it prints nothing where that is nothing.
 *
 * It lists: "can-i create diagnoses.tapline.io" would say no to everybody, since kubectl looks for
 * the resource at the API server first, and takes one that is not served for one of the core group
 * (kubectl, pkg/cmd/auth/cani.go, resourceFor).
 */
export function canI(
  { user, groups }: Pick<Identity, "user" | "groups">,
  { resource, namespace }: Right,
): string {
  const asGroups = groups.filter((group) => !implied.test(group));
  const as = ["--as", user, ...asGroups.flatMap((group) => ["--as-group", group])];
  const where = ["--namespace", namespace ?? everywhere];
  const words = ["kubectl", "auth", "can-i", "--list", ...where, ...as].map(quoted);
  return `${words.join(" ")} | grep ${resource}.tapline.io`;
}

/** As a POSIX shell takes it for one word: names of users come from whoever vouches for them. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
