import type { endpointReasons } from "../../../proto/reasons/areas/endpoints.ts";
import type { Sentences } from "../sentences.ts";

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? "" : `; did you mean ${suggestions.join(" or ")}?`;
}

export const endpointSentences: Sentences<typeof endpointReasons> = {
  POD_NOT_FOUND: ({ namespace, name, suggestions }) =>
    `Cannot find pod ${namespace}/${name}${didYouMean(suggestions)}`,
  SERVICE_NOT_FOUND: ({ namespace, name, suggestions }) =>
    `Cannot find Service ${namespace}/${name}${didYouMean(suggestions)}`,
  NODE_NOT_FOUND: ({ name, suggestions }) => `Cannot find node ${name}${didYouMean(suggestions)}`,
  INVENTORY_NOT_READY: ({ reference, why }, say) => `Cannot tell what ${reference} is: ${say(why)}`,
  INTERFACE_NOT_FOUND: ({ interface: name, pod, has }, say) =>
    `Cannot use interface ${name} of pod ${pod}: it has ${say.list(has)}`,
  IP_UNKNOWN: ({ ip, owner }, say) =>
    `Cannot resolve ${ip}: it is in ${say(owner)}, but nothing there has it`,
  IP_AMBIGUOUS: ({ ip, candidates }, say) =>
    `Cannot resolve ${ip}: pods ${say.list(candidates)} all have it; name one of them`,
  ENDPOINT_NOT_SUPPORTED: ({ reference }) =>
    `Cannot use ${reference} as the source: a host name can only be a destination; ` +
    "name NS/POD or an address",
  ENDPOINT_MALFORMED: ({ reference }) =>
    `Cannot read "${reference}": wanted NS/POD, pod/NAME, svc/NAME, node/NAME or an address`,
  HOST_NOT_FOUND: ({ host, why }, say) =>
    `Cannot resolve ${host}: ${say(why)}, and no Service has that name; ` +
    "use a name that resolves in the pod, NAME.NAMESPACE.svc, or an address",
  RANGE_OF_SERVICES: () => "the Service range",
  SOURCE_IS_NO_POD: () => "the source is not a pod; name an address, a pod or a Service",
  RESOLVER_NOT_ASKED: ({ pod, why }, say) =>
    `the resolver of ${pod} was not asked${why === null ? "" : ` (${say(why)})`}`,
  RESOLVER_SAYS: ({ pod, servers, answers }, say) =>
    `the resolver of ${pod} (${say.list(servers)}) says ${say.list(answers)}`,
  RESOLVED_TO_OTHER_FAMILY: ({ pod, addresses }, say) =>
    `it has ${say.list(addresses)}, and ${pod} has no address of that IP version`,
};
