import { defineReasons } from "../define.ts";

/** Why no path can be planned between two endpoints. */
export const planReasons = defineReasons({
  SAME_ENDPOINT: { name: "string" },
  SOURCE_NOT_SUPPORTED: { kind: "string", name: "string" },
  /** Both ends use the network of one node. */
  NEVER_LEAVES_NODE: { source: "string", destination: "string", node: "string" },
  /** A pod of an overlay Subnet in another VPC than the nodes'. */
  NODE_CANNOT_REACH_VPC: { node: "string", pod: "string", vpc: "string?" },
  /** Requests come by the physical network, answers leave by a router of OVN. */
  NODE_ANSWERED_THROUGH_OVN: { node: "string", pod: "string", subnet: "string" },
  NODE_INTERFACE_NOT_CHOSEN: { node: "string" },
  /** Neither direction of it comes to br-int. */
  PASSES_NO_BRIDGE: { source: "string", destination: "string" },
  /** A logical router's own address, or one that it translates. */
  ROUTERS_OWN_ADDRESS: { source: "string", address: "string", router: "string?" },
  POD_NETWORK_NOT_READY: { namespace: "string", name: "string", why: "reason" },
  POD_ON_NO_NODE: {},
  POD_WITHOUT_ADDRESS: {},
  NO_PORT: { protocol: "string" },
  SERVICE_PORT_NOT_CHOSEN: { service: "string", protocol: "string?", has: "strings" },
  SERVICE_ICMP_NOT_SUPPORTED: { service: "string" },
  SERVICE_HEADLESS_NOT_SUPPORTED: { service: "string" },
  SERVICE_ALIAS_NOT_SUPPORTED: { service: "string" },
  /** `sourceIps`, `destinationIps`: what each end has; `family` where one was asked for. */
  NO_COMMON_FAMILY: {
    source: "string",
    sourceIps: "strings",
    destination: "string",
    destinationIps: "strings",
    family: "number?",
  },
  /** One end lacks an IP version that the other has. */
  FAMILY_NOT_DIAGNOSED: { family: "number", end: "string" },
});
