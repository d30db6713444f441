import type { inventoryReasons } from "../../../proto/reasons/areas/inventory.ts";
import type { Sentences } from "../sentences.ts";

function andMore(more: number): string {
  return more > 0 ? ` (and ${more} more)` : "";
}

export const inventorySentences: Sentences<typeof inventoryReasons> = {
  NOT_READ_YET: () => "not read yet",
  SCHEMA_LACKS: ({ names }, say) => `not in this schema: ${say.list(names)}`,

  SERVER_UNREACHABLE: ({ remote, why }) => `Cannot connect to ${remote}: ${why}`,
  SERVER_SILENT: ({ remote, ms }) => `Cannot use ${remote}: no answer within ${ms} ms`,
  SERVER_CONNECTION_LOST: ({ remote }) => `the connection to ${remote} was lost`,
  SERVER_FOLLOWS: ({ remote, database }) =>
    `Cannot use ${remote}: it does not lead the cluster of ${database}`,
  SERVER_WITHOUT_CLUSTER: ({ remote, database }) =>
    `Cannot use ${remote}: it has lost its cluster, ${database} is stale there`,

  RESOURCES_FAILED: ({ resources, why }, say) => `${say.list(resources)}: ${say(why)}`,
  AND_MORE: ({ count }) => `and ${count} more`,
  OBJECT_UNREADABLE: ({ object, problem, more }) =>
    `cannot read ${object}: ${problem}${andMore(more)}`,
  LIST_NOT_PERMITTED: ({ group, resource }) =>
    `not permitted; wanted a ClusterRole with apiGroups: ["${group}"], ` +
    `resources: ["${resource}"], verbs: ["list", "watch"]`,
  RESOURCE_NOT_SERVED: () => "the API server does not have it: is its CRD installed?",
  API_ACCESS_UNUSABLE: ({ file, why }, say) => {
    const what = file === null ? "the service account of this pod" : `the kubeconfig ${file}`;
    return `Cannot use ${what}: ${say(why)}`;
  },
  NO_CURRENT_CONTEXT: () => "it has no current context with a cluster",
  API_UNREACHABLE: ({ server, why }) => `Cannot reach the API server ${server}: ${why}`,
  API_SILENT: ({ server, idleMs }) =>
    `Cannot wait for the API server ${server}: no data for ${idleMs} ms`,
  API_UNAUTHORIZED: ({ said }) =>
    `Cannot log in to the API server: ${said}; check the token or certificate`,
  API_FORBIDDEN: ({ path, said }) => `Cannot read ${path}: ${said}`,
  API_NOT_SERVED: ({ path, said }) => `Cannot read ${path}: ${said}`,
  API_GONE: ({ said }) => `Cannot resume the watch: ${said}`,
  API_REFUSED: ({ path, status, said }) =>
    `Cannot ${path === null ? "go on watching" : `read ${path}`}: status ${status}, ${said}`,
  API_PAGE_TOO_LARGE: ({ path, maxBytes }) =>
    `Cannot read ${path}: a page of more than ${maxBytes} bytes`,
  API_BAD_BODY: ({ why }, say) => `Cannot read the API server's answer: ${say(why)}`,
  BODY_NO_LIST: () => "it is not a list",
  BODY_NO_EVENT: () => "it is not an event of a watch",
  EVENT_CUT: () => "the watch ended in the middle of an event",
  EVENT_TOO_LARGE: ({ maxBytes }) => `an event of more than ${maxBytes} bytes`,
  EVENT_WITHOUT_VERSION: ({ type }) => `an event ${type} without resource version`,
  EVENT_TYPE_UNKNOWN: ({ type }) => `an event of unknown type ${type}`,

  MANIFESTS_UNREADABLE: ({ folder, why }, say) =>
    `Cannot read the manifests in ${folder}: ${say(why)}`,
  TOO_MANY_MANIFESTS: ({ maxFiles }) => `more than ${maxFiles} files`,
  MANIFEST_PROBLEM: ({ file, line, why, more }, say) =>
    `${file}:${line}: ${say(why)}${andMore(more)}`,
  MANIFEST_UNREADABLE: ({ why }, say) => `Cannot read a manifest: ${say(why)}`,
  MANIFEST_TOO_LARGE: ({ bytes, maxBytes }) =>
    `Cannot read a manifest of ${bytes} bytes: more than ${maxBytes}`,
  MANIFEST_WITHOUT_KIND: () => "Cannot read a manifest: it has no kind",
  MANIFEST_FIELD: ({ where, problem }) => `Cannot read ${where}: ${problem}`,
  OBJECT_IN_OTHER_FILE: ({ object }) => `${object} is in another file already`,
};
