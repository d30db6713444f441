import { defineReasons } from "../define.ts";

/** Why what a user named is no endpoint. The Kubernetes ones are codes of findings too. */
export const endpointReasons = defineReasons({
  /** `suggestions`: `namespace/name` of similar ones, nearest first. */
  POD_NOT_FOUND: { namespace: "string", name: "string", suggestions: "strings" },
  SERVICE_NOT_FOUND: { namespace: "string", name: "string", suggestions: "strings" },
  NODE_NOT_FOUND: { name: "string", suggestions: "strings" },
  /** Not all objects could be read, so the one that was asked for may exist. */
  INVENTORY_NOT_READY: { reference: "string", why: "reason" },
  INTERFACE_NOT_FOUND: { interface: "string", pod: "string", has: "strings" },
  /** An address of a subnet that nothing there has. */
  IP_UNKNOWN: { ip: "string", owner: "reason" },
  IP_AMBIGUOUS: { ip: "string", candidates: "strings" },
  ENDPOINT_NOT_SUPPORTED: { reference: "string" },
  ENDPOINT_MALFORMED: { reference: "string" },
  HOST_NOT_FOUND: { host: "string", why: "reason" },
  RANGE_OF_SERVICES: {},
  SOURCE_IS_NO_POD: {},
  RESOLVER_NOT_ASKED: { pod: "string", why: "reason?" },
  RESOLVER_SAYS: { pod: "string", servers: "strings", answers: "strings" },
  RESOLVED_TO_OTHER_FAMILY: { pod: "string", addresses: "strings" },
});
