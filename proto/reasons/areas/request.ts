import { defineReasons } from "../define.ts";

/** Why a request could not be taken or carried out. */
export const requestReasons = defineReasons({
  /** The caller's own deadline passed. */
  REQUEST_OVER_TIME: {},
  /** `field` is the first that is wrong. */
  INVALID_REQUEST: { field: "string", problems: "reasons" },
  ENDPOINT_MISSING: { field: "string" },
  NAME_MALFORMED: { field: "string" },
  NAMESPACE_MALFORMED: { field: "string" },
  INTERFACE_MALFORMED: { field: "string" },
  HTTP_PATH_MALFORMED: { field: "string" },
  PROTOCOL_NOT_KNOWN: { field: "string", known: "strings" },
  NO_IP_VERSION: { field: "string" },
  ICMP_HAS_NO_PORTS: { port: "number" },
  HTTP_GOES_OVER_TCP: { protocol: "string" },
  FIELD_TOO_LONG: { field: "string", limit: "number" },
  /** `least`, `most`: with their unit. */
  FIELD_TOO_SMALL: { field: "string", least: "string" },
  FIELD_TOO_LARGE: { field: "string", most: "string" },
  /** Of another type than it should be; `said` is the schema library's English. */
  FIELD_MALFORMED: { field: "string", said: "string" },
  /** `what`: diagnoses, traces or flow-dumps. */
  TOO_MANY_REQUESTS: { what: "string", limit: "number" },
  NOT_ON_A_NODE: { target: "string", why: "reason" },
  SERVICE_ON_EVERY_NODE: {},
  OUTSIDE_THE_CLUSTER: {},
});
