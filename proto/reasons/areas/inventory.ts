import { defineReasons } from "../define.ts";

/** Why a source of the inventory is not to be relied on: aggregator/inventory. */
export const inventoryReasons = defineReasons({
  NOT_READ_YET: {},
  /** Tables and columns, `table.column`, that an OVSDB schema does not have. */
  SCHEMA_LACKS: { names: "strings" },

  // OVSDB servers (lib/ovsdb)
  SERVER_UNREACHABLE: { remote: "string", why: "string" },
  SERVER_SILENT: { remote: "string", ms: "number" },
  SERVER_CONNECTION_LOST: { remote: "string" },
  SERVER_FOLLOWS: { remote: "string", database: "string" },
  SERVER_WITHOUT_CLUSTER: { remote: "string", database: "string" },

  // Resources of the Kubernetes API
  RESOURCES_FAILED: { resources: "strings", why: "reason" },
  AND_MORE: { count: "number" },
  OBJECT_UNREADABLE: { object: "string", problem: "string", more: "number" },
  LIST_NOT_PERMITTED: { group: "string", resource: "string" },
  RESOURCE_NOT_SERVED: {},
  /** `file` is the kubeconfig; null for the service account of the aggregator's own pod. */
  API_ACCESS_UNUSABLE: { file: "string?", why: "reason" },
  NO_CURRENT_CONTEXT: {},
  /** Refused, reset, not resolved, or its certificate is not trusted. */
  API_UNREACHABLE: { server: "string", why: "string" },
  API_SILENT: { server: "string", idleMs: "number" },
  API_UNAUTHORIZED: { said: "string" },
  API_FORBIDDEN: { path: "string", said: "string" },
  /** 404: the server does not know this resource; its CRD is not installed. */
  API_NOT_SERVED: { path: "string", said: "string" },
  /** 410: the resource version or the continue token is too old; list again. */
  API_GONE: { said: "string" },
  /** Any other status; `path` is null within a watch, Retry-After 0 when there is none. */
  API_REFUSED: { path: "string?", status: "number", said: "string", retryAfterMs: "number" },
  API_PAGE_TOO_LARGE: { path: "string", maxBytes: "number" },
  API_BAD_BODY: { why: "reason" },
  BODY_NO_LIST: {},
  BODY_NO_EVENT: {},
  EVENT_CUT: {},
  EVENT_TOO_LARGE: { maxBytes: "number" },
  EVENT_WITHOUT_VERSION: { type: "string" },
  EVENT_TYPE_UNKNOWN: { type: "string" },

  // A folder of manifests
  MANIFESTS_UNREADABLE: { folder: "string", why: "reason" },
  TOO_MANY_MANIFESTS: { maxFiles: "number" },
  MANIFEST_PROBLEM: { file: "string", line: "number", why: "reason", more: "number" },
  MANIFEST_UNREADABLE: { why: "reason" },
  MANIFEST_TOO_LARGE: { bytes: "number", maxBytes: "number" },
  MANIFEST_WITHOUT_KIND: {},
  MANIFEST_FIELD: { where: "string", problem: "string" },
  OBJECT_IN_OTHER_FILE: { object: "string" },
});
