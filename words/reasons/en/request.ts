import type { requestReasons } from "../../../proto/reasons/areas/request.ts";
import type { Sentences } from "../sentences.ts";

export const requestSentences: Sentences<typeof requestReasons> = {
  REQUEST_OVER_TIME: () => "Cannot answer in time: raise --timeout",
  INVALID_REQUEST: ({ problems }, say) => `Cannot take the request: ${say.all(problems)}`,
  ENDPOINT_MISSING: ({ field }) =>
    `${field} is missing, wanted NAMESPACE/POD, pod/NAME, svc/NAME, node/NAME or an address`,
  NAME_MALFORMED: ({ field }) =>
    `${field} contains white space or characters that names cannot have`,
  NAMESPACE_MALFORMED: ({ field }) => `${field} is not a namespace name (RFC 1123)`,
  INTERFACE_MALFORMED: ({ field }) => `${field} is not an interface name`,
  HTTP_PATH_MALFORMED: ({ field }) => `${field} is not a path, wanted one that begins with /`,
  PROTOCOL_NOT_KNOWN: ({ field, known }) => `${field} is unknown, wanted ${oneOf(known)}`,
  NO_IP_VERSION: ({ field }) => `${field} is not an IP version, wanted 4 or 6`,
  ICMP_HAS_NO_PORTS: ({ port }) =>
    `port ${port} does not go with icmp, which has no ports; wanted tcp or udp`,
  HTTP_GOES_OVER_TCP: ({ protocol }) => `httpPath does not go with ${protocol}, wanted tcp`,
  FIELD_TOO_LONG: ({ field, limit }) => `${field} is longer than ${limit} characters`,
  FIELD_TOO_SMALL: ({ field, least }) => `${field} is below ${least}`,
  FIELD_TOO_LARGE: ({ field, most }) => `${field} is above ${most}`,
  FIELD_MALFORMED: ({ field, said }) => `${field}: ${said}`,
  TOO_MANY_REQUESTS: ({ what, limit }) =>
    `Cannot start: ${limit} ${what.replace("-", " ")} are already running, the limit; try later`,
  NOT_ON_A_NODE: ({ target, why }, say) => `Cannot show the flows of "${target}": ${say(why)}`,
  SERVICE_ON_EVERY_NODE: () => "a Service is on every node; name one of them",
  OUTSIDE_THE_CLUSTER: () => "it is outside the cluster",
};

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} or ${last}`;
}
