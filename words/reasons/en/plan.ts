import type { planReasons } from "../../../proto/reasons/areas/plan.ts";
import type { Sentences } from "../sentences.ts";

export const planSentences: Sentences<typeof planReasons> = {
  SAME_ENDPOINT: ({ name }) => `Cannot diagnose ${name} with itself: name two different endpoints`,
  SOURCE_NOT_SUPPORTED: ({ kind, name }) =>
    `Cannot diagnose from ${kind} ${name}: name a pod, or a node as node/NAME`,
  NEVER_LEAVES_NODE: ({ source, destination, node }) =>
    `Cannot diagnose ${source} to ${destination}: packets between them never leave ${node}; ` +
    "name a pod with a network of its own, or another node",
  NODE_CANNOT_REACH_VPC: ({ node, pod, vpc }) =>
    `Cannot diagnose ${node} to ${pod}: nodes have routes into the default VPC only, and the pod ` +
    `is in VPC ${vpc ?? "?"}; name a pod of that VPC as source`,
  NODE_ANSWERED_THROUGH_OVN: ({ node, pod, subnet }) =>
    `Cannot diagnose ${node} to ${pod}: what pods of underlay Subnet ${subnet} answer returns by ` +
    "another way, through OVN; name a pod as source, or diagnose the pod to the node",
  NODE_INTERFACE_NOT_CHOSEN: ({ node }) =>
    `Cannot choose an interface of node ${node}: its routes do; leave --interface out`,
  PASSES_NO_BRIDGE: ({ source, destination }) =>
    `Cannot trace ${source} to ${destination}: their packets go by the nodes' own network, past ` +
    "OVN; use tapline diagnose",
  ROUTERS_OWN_ADDRESS: ({ source, address, router }) =>
    `Cannot diagnose ${source} to ${address}: logical router ${router ?? "?"} has or translates ` +
    "that address itself; name the pod behind it, or ask from another VPC",
  POD_NETWORK_NOT_READY: ({ namespace, name, why }, say) =>
    `Cannot diagnose pod ${namespace}/${name}: ${say(why)}; ` +
    `see the events in kubectl describe pod -n ${namespace} ${name}`,
  POD_ON_NO_NODE: () => "it is not scheduled to a node",
  POD_WITHOUT_ADDRESS: () => "it has no address",
  NO_PORT: ({ protocol }) => `Cannot choose a ${protocol} port: none was given; add --port N`,
  SERVICE_PORT_NOT_CHOSEN: ({ service, protocol, has }, say) =>
    `Cannot choose a ${protocol === null ? "" : `${protocol} `}port of Service ${service}: ` +
    `it has ${has.length === 0 ? "none" : say.list(has)}; name one with --port N`,
  SERVICE_ICMP_NOT_SUPPORTED: ({ service }) =>
    `Cannot diagnose Service ${service} by icmp: a Service only has ports; ` +
    "use --protocol tcp or udp",
  SERVICE_HEADLESS_NOT_SUPPORTED: ({ service }) =>
    `Cannot diagnose Service ${service}: it is headless; name one of its pods`,
  SERVICE_ALIAS_NOT_SUPPORTED: ({ service }) =>
    `Cannot diagnose Service ${service}: it is an alias for a host name; use that name`,
  NO_COMMON_FAMILY: ({ source, sourceIps, destination, destinationIps, family }, say) =>
    `Cannot diagnose ${source} (${say.list(sourceIps)}) to ` +
    `${destination} (${say.list(destinationIps)}): ` +
    (family === null ? "they share no IP version" : `they do not both have IPv${family}`),
  FAMILY_NOT_DIAGNOSED: ({ family, end }) =>
    `IPv${family}: not diagnosed, the ${end} has no IPv${family} address`,
};
