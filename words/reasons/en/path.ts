import type { pathReasons } from "../../../proto/reasons/areas/path.ts";
import type { Sentences } from "../sentences.ts";

export const pathSentences: Sentences<typeof pathReasons> = {
  PROBE_SILENT: () => "the probe did not report",
  NO_TAP: ({ node, why }, say) => `no tap on ${node}: ${say(why)}`,
  TAP_NOT_LISTENING: ({ node }) => `the tap on ${node} did not listen the whole time`,
  VETH_UNKNOWN: ({ name, why }, say) => `the veth of ${name} is unknown: ${say(why)}`,
  NO_HOST_VETH: ({ name }) => `no host interface is linked to ${name}`,
  NODE_PORT_UNKNOWN: ({ why }, say) => `the node's port on br-int is unknown: ${say(why)}`,
  NO_NODE_PORT: () => "the node has no port on br-int",
  NO_NODE_INTERFACE: ({ name }) => `the node has no interface ${name}`,
  NIC_UNKNOWN: ({ why }, say) => `which NIC packets leave by is unknown: ${say(why)}`,
  ROUTE_WITHOUT_DEVICE: () => "the node's route to the address names no interface",
  LEAVES_UNSEEN: () => "br-int sends the packets on to a next hop that is not looked into",
  BRIDGE_UNKNOWN: ({ why }, say) => `what br-int does is unknown: ${say(why)}`,
  MASQUERADE_UNKNOWN: ({ why }, say) =>
    `whether the node should masquerade is unknown: ${say(why)}`,
  NO_SEGMENT: () => "no segment of the path remains",
  STAGES_POSSIBLE: ({ stages }) =>
    `the points in between could not be observed, so it may be ${stages.map(named).join(" or ")}`,
  PACKETS_UNTOLD: ({ count }) =>
    `the probe did not report ${count} packets, so where they stop is unknown`,
  LOCAL_PORT_NOT_FOUND: () => "the pod's interface was not found on its node",
  ANSWERER_UNKNOWN: ({ address, name }) =>
    `several logical ports have ${address}, and whether ${name} or another one answered was ` +
    "not observed",
  ANSWERER_UNSEEN: ({ address, name }) =>
    `whether ${name} answered, or somebody on the way who has ${address} as well, was not observed`,
  ANSWERED_BY_NODE: ({ address, node, interface: name }) =>
    `node ${node} itself has ${address}, on ${name}`,
  ANSWERED_BY_PORTS: ({ address, ports }, say) =>
    `OVN delivers what is sent to ${address} to ${say.list(ports)}`,
  ANSWERED_BY_RULE: ({ rule }) => `a rule redirects them: ${rule}`,
  ANSWERED_BY_MACS: ({ address, macs }, say) =>
    `answers from ${address} come from MAC address ${say.list(macs)}`,
  ANSWERED_ELSEWHERE: ({ address, name }) => `${address} answered, but not from ${name}`,
  VSWITCHD_NOT_LOOKED_AT: () => "ovs-vswitchd was not checked",
  CONTROLLER_UNKNOWN: () => "the state of ovn-controller is unknown",
  NO_TUNNEL_ADDRESS: () => "the chassis has no tunnel address",
};

/** "source-bridge/request" */
function named(stage: string): string {
  const [name = "", direction = ""] = stage.split("/");
  return `${name} (${direction})`;
}
