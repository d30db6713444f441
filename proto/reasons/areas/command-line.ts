import { defineReasons } from "../define.ts";

/** Why the command line cannot do what it was told, or could not be answered. */
export const commandLineReasons = defineReasons({
  PORT_MALFORMED: { text: "string" },
  PORT_WITHOUT_TRANSPORT: { port: "number" },
  PROTOCOL_UNKNOWN: { name: "string", known: "strings" },
  MAC_NOT_WANTED: { mac: "string" },
  HTTP_NEEDS_TCP: { protocol: "string" },
  /** `first` as a word of its own, `second` by the option called `what`. */
  GIVEN_TWICE: { what: "string", first: "string", second: "string" },
  FILE_UNREADABLE: { file: "string", why: "reason" },
  /** `where`: a file, or an environment variable. */
  NO_TOKEN_IN: { where: "string" },
  TOKEN_IN_THE_CLEAR: { address: "string" },
  CERTIFICATE_HALF: {},
  CERTIFICATES_UNUSABLE: { why: "reason" },
  NO_CASE_CAME: {},
  AGGREGATOR_ADDRESS_MALFORMED: { address: "string" },
  NO_AGGREGATOR: { address: "string", why: "reason" },
  /** The connection was plaintext, and ended before anything was said. */
  PERHAPS_TLS: { why: "reason" },
  /** `namespaces` that were looked in, "*" for all. */
  AGGREGATOR_NOT_FOUND: { namespaces: "strings" },
  AGGREGATORS_SEVERAL: { namespaces: "strings" },
  /** `detail` is what the API server said, "" when it said nothing. */
  PODS_NOT_LISTED: { namespace: "string", status: "number", detail: "string" },
  CA_NOT_READ: { configMap: "string", status: "number", detail: "string" },
  /** The Pod speaks TLS, and notes no ConfigMap with its CA. */
  CA_NOT_NOTED: { pod: "string" },
  TOKEN_NOT_MADE: { account: "string", status: "number", detail: "string" },
  SERVICE_ACCOUNT_MALFORMED: { text: "string" },
  KUBECONFIG_UNUSABLE: { why: "reason" },
  CONTEXT_UNKNOWN: { name: "string", known: "strings" },
  CLUSTER_UNREACHABLE: { server: "string", why: "reason" },
  PORT_FORWARD_FAILED: { pod: "string", why: "reason" },
  AGGREGATOR_SLOW: { address: "string" },
  /** No tapline aggregator of this version, or the listener for agents. */
  NOT_FOR_CALLERS: { address: "string" },
  /** The stream ended before the verdict came. */
  NO_VERDICT: {},
  DOCUMENT_UNREADABLE: { what: "string", why: "reason" },
  SAVE_FOLDER_UNUSABLE: { path: "string" },
  SAVE_FAILED: { path: "string", why: "reason" },
  TOO_MANY_FLOWS_TO_SORT: { limit: "number" },
});
