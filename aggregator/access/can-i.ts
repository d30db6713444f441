import type { Identity, Right } from "./access.ts";

/** What every user is in, or an account of a Pod: kubectl adds them by itself with --as. */
const implied = /^system:(?:authenticated|serviceaccounts(?::.*)?)$/;

/** The line of kubectl that shows whether somebody has a right, for those who may impersonate. */
export function canI(
  { user, groups }: Pick<Identity, "user" | "groups">,
  { resource, verb, namespace }: Right,
): string {
  const where = namespace === null ? ["--all-namespaces"] : ["--namespace", namespace];
  const asGroups = groups.filter((group) => !implied.test(group));
  const as = ["--as", user, ...asGroups.flatMap((group) => ["--as-group", group])];
  const words = ["kubectl", "auth", "can-i", verb, `${resource}.tapline.io`, ...where, ...as];
  return words.map(quoted).join(" ");
}

/** As a POSIX shell takes it for one word: names of users come from whoever vouches for them. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
