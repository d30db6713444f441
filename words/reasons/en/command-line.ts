import type { commandLineReasons } from "../../../proto/reasons/areas/command-line.ts";
import type { Sentences } from "../sentences.ts";

export const commandLineSentences: Sentences<typeof commandLineReasons> = {
  PORT_MALFORMED: ({ text }) => `Cannot use port ${text}: wanted a whole number from 1 to 65535`,
  PORT_WITHOUT_TRANSPORT: ({ port }) =>
    `Cannot use port ${port}: icmp has no ports, use --protocol tcp or udp`,
  PROTOCOL_UNKNOWN: ({ name, known }, say) =>
    `Cannot use protocol ${name}: wanted ${say.list(known)}`,
  MAC_NOT_WANTED: ({ mac }) =>
    `Cannot use the MAC address ${mac}: tapline looks it up itself, leave it out`,
  HTTP_NEEDS_TCP: ({ protocol }) =>
    `Cannot send HTTP over ${protocol}: leave out --protocol, or use tcp`,
  GIVEN_TWICE: ({ what, first, second }) =>
    `Cannot choose a ${what}: both ${first} and --${what} ${second} were given`,
  FILE_UNREADABLE: ({ file, why }, say) => `Cannot read ${file}: ${say(why)}`,
  NO_TOKEN_IN: ({ where }) => `Cannot use ${where}: it holds no bearer token`,
  TOKEN_IN_THE_CLEAR: ({ address }) =>
    `Cannot send a token to ${address} in the clear: give --ca, or an address of a port-forward`,
  CERTIFICATE_HALF: () => "Cannot use a certificate without its key: wanted --cert and --key",
  CERTIFICATES_UNUSABLE: ({ why }, say) => `Cannot use the certificates: ${say(why)}`,
  NO_CASE_CAME: () => "the aggregator sent none",
  AGGREGATOR_ADDRESS_MALFORMED: ({ address }) =>
    `Cannot use the aggregator address ${address}: wanted host:port or unix:/path`,
  NO_AGGREGATOR: ({ address, why }, say) =>
    `Cannot reach the aggregator at ${address}: ${say(why)}; is it running? ` +
    "give --address or set TAPLINE_AGGREGATOR",
  PERHAPS_TLS: ({ why }, say) => `${say(why)} (if it wants TLS, give --ca)`,
  AGGREGATOR_NOT_FOUND: ({ namespaces }, say) =>
    `Cannot find the aggregator: no Pod in namespace ${say.list(namespaces)} has its labels; ` +
    "give --aggregator-namespace, or -A for all",
  AGGREGATORS_SEVERAL: ({ namespaces }, say) =>
    `Cannot choose an aggregator: there is one in each of ${say.list(namespaces)}; ` +
    "give --aggregator-namespace",
  PODS_NOT_LISTED: ({ namespace, status, detail }) =>
    `Cannot find the aggregator: the API server does not list pods of namespace ${namespace} ` +
    `(status ${status})${detail && `: ${detail}`}`,
  CA_NOT_READ: ({ configMap, status, detail }) =>
    `Cannot read the CA of the aggregator from ConfigMap ${configMap} ` +
    `(status ${status})${detail && `: ${detail}`}; give --ca`,
  CA_NOT_NOTED: ({ pod }) =>
    `Cannot trust the aggregator of Pod ${pod}: it wants TLS, and its CA is not known; ` +
    "give --ca, or set certificates.caConfigMapName of the chart",
  TOKEN_NOT_MADE: ({ account, status, detail }) =>
    `Cannot have a token of ServiceAccount ${account} (status ${status})${detail && `: ${detail}`}`,
  SERVICE_ACCOUNT_MALFORMED: ({ text }) =>
    `Cannot use the ServiceAccount "${text}": wanted NAMESPACE/NAME or NAME`,
  KUBECONFIG_UNUSABLE: ({ why }, say) => `Cannot use the kubeconfig: ${say(why)}`,
  CONTEXT_UNKNOWN: ({ name, known }, say) =>
    `Cannot use context ${name}: the kubeconfig has ${say.list(known)}`,
  CLUSTER_UNREACHABLE: ({ server, why }, say) =>
    `Cannot reach the API server at ${server}: ${say(why)}`,
  PORT_FORWARD_FAILED: ({ pod, why }, say) =>
    `Cannot reach the aggregator by port-forward to Pod ${pod}: ${say(why)}`,
  AGGREGATOR_SLOW: ({ address }) => `The aggregator at ${address} did not answer in time`,
  NOT_FOR_CALLERS: ({ address }) =>
    `Cannot use ${address}: it is no tapline aggregator of this version, ` +
    "or it is the listener for agents",
  NO_VERDICT: () => "The aggregator ended the diagnosis without a verdict",
  DOCUMENT_UNREADABLE: ({ what, why }, say) => `Cannot read the ${what}: ${say(why)}`,
  SAVE_FOLDER_UNUSABLE: ({ path }) =>
    `Cannot save to ${path}: its folder is missing or not writable`,
  SAVE_FAILED: ({ path, why }, say) => `Cannot save to ${path}: ${say(why)}`,
  TOO_MANY_FLOWS_TO_SORT: ({ limit }) =>
    `Cannot sort the flows: more than ${limit}; use --table or --match`,
};
