import { reason } from "../../../proto/reasons/index.ts";
import { canonicalIp } from "../ip-address.ts";
import { EndpointError } from "./error.ts";

/** What a user's words name, by their form alone. */
export type EndpointReference =
  | { readonly kind: "pod"; readonly namespace: string; readonly name: string }
  | { readonly kind: "service"; readonly namespace: string; readonly name: string }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "ip"; readonly ip: string }
  | { readonly kind: "host"; readonly host: string };

/** RFC 1123 labels and subdomains, as Kubernetes names are. */
const labelPattern = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomainPattern = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const kinds = new Map<string, "pod" | "service" | "node">([
  ["pod", "pod"],
  ["pods", "pod"],
  ["po", "pod"],
  ["svc", "service"],
  ["service", "service"],
  ["services", "service"],
  ["node", "node"],
  ["nodes", "node"],
  ["no", "node"],
]);

/**
 * Reads `a`, `ns/a`, `pod/a`, `pod/ns/a`, `svc/a`, `svc/ns/a`, `node/n`, `node//n`, an address, or
 * a host name (which a bare word with a dot is). A namespace called like a kind is reached with
 * `pod/NS/NAME`.
 *
 * @throws {EndpointError} ENDPOINT_MALFORMED.
 */
export function parseEndpointReference(words: string, defaultNamespace: string): EndpointReference {
  const ip = canonicalIp(words.replace(/^\[(.*)\]$/, "$1"));
  if (ip !== null) return { kind: "ip", ip };
  // "web.shop." is absolute: a host name all the same.
  const parts = words
    .replace(/^node\/\//, "node/")
    .replace(/\.$/, "")
    .split("/");
  const kind = parts.length > 1 ? kinds.get(parts[0] ?? "") : undefined;
  const rest = kind === undefined ? parts : parts.slice(1);
  const [first = "", second] = rest;
  if (rest.length > 2 || !rest.every((part) => subdomainPattern.test(part))) throw malformed(words);
  if (kind === "node") {
    if (second !== undefined) throw malformed(words);
    return { kind, name: first };
  }
  if (second !== undefined) {
    if (!labelPattern.test(first)) throw malformed(words);
    return { kind: kind ?? "pod", namespace: first, name: second };
  }
  if (kind === undefined && first.includes(".")) return { kind: "host", host: first };
  return { kind: kind ?? "pod", namespace: defaultNamespace, name: first };
}

function malformed(words: string): EndpointError {
  return new EndpointError(reason("ENDPOINT_MALFORMED", { reference: words }));
}
