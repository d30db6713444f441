import { reason } from "../../proto/reasons/index.ts";
import type { Sight } from "../access/permit.ts";
import { EndpointError } from "../inventory/endpoints/error.ts";

/**
 * An error about a name that nobody has may suggest others: only those that the caller may see.
 *
 * @param sightOf is asked only where there is something to leave out.
 */
export async function withoutOthersNames(
  thrown: unknown,
  sightOf: () => Promise<Sight>,
): Promise<unknown> {
  if (!(thrown instanceof EndpointError)) return thrown;
  const { type } = thrown;
  if (type.code !== "POD_NOT_FOUND" && type.code !== "SERVICE_NOT_FOUND") return thrown;
  const { namespace, name, suggestions } = type.args;
  if (suggestions.every((one) => one.startsWith(`${namespace}/`))) return thrown;
  const { sees } = await sightOf();
  const seen = suggestions.filter((one) => sees(one.split("/")[0] ?? ""));
  const options = { cause: thrown };
  return new EndpointError(reason(type.code, { namespace, name, suggestions: seen }), options);
}
