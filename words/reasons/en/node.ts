import type { nodeReasons } from "../../../proto/reasons/areas/node.ts";
import type { Sentences } from "../sentences.ts";

/** By ProblemPart of enums.proto. */
const parts: Readonly<Record<string, string>> = {
  routes: "the routes",
  "route-lookup": "the route to the other end",
  neighbours: "the neighbours",
  listeners: "the listening sockets",
  counters: "the counters",
  settings: "the kernel settings",
  firewall: "the firewall",
  links: "the interfaces",
  "ovs-database": "the Open_vSwitch database",
  "ovn-controller": "the state of ovn-controller",
  vswitchd: "the state of ovs-vswitchd",
  namespaces: "the network namespaces",
  ports: "the ports",
};

export const nodeSentences: Sentences<typeof nodeReasons> = {
  PART_UNREAD: ({ part, why }, say) => `could not read ${parts[part] ?? part}: ${say(why)}`,
  RUN_DIR_UNREADABLE: ({ program, folder }) =>
    `cannot look for ${program}: the directory ${folder} is not readable`,
  NO_PID_FILE: ({ name, folder }) => `there is no pid file ${name} in ${folder}`,
  PID_FILE_WITHOUT_PID: ({ path }) => `${path} holds no process id`,
  PROCESS_GONE: ({ pid }) => `process ${pid} of its pid file is gone`,
  PROCESS_IS_ANOTHER: ({ pid, name }) => `process ${pid} of its pid file is ${name} now`,
  PROCESS_ENDED: ({ pid }) => `process ${pid} has ended`,
  PROCESS_STOPPED: ({ pid }) => `process ${pid} is stopped by a signal`,
  DAEMON_DID_NOT_ANSWER: ({ command, afterMs }) =>
    `it did not answer ${command} within ${afterMs} ms`,
  DAEMON_ANSWERED: ({ command, answer }) => `${command} answered "${answer}"`,
  COVERAGE_SILENT: () => "coverage/show gave no answer",
  LEGACY_RULES_UNREAD: ({ tables, why }, say) =>
    `tables of legacy iptables are loaded (${say.list(tables)}) but could not be read: ${say(why)}`,
  COMPAT_RULES_UNREAD: ({ tool, why }, say) =>
    `there are ${tool}-nft rules, but they could not be read: ${say(why)}`,
  IPSETS_UNREAD: ({ why }, say) =>
    `rules match against ipsets, but their members could not be read: ${say(why)}`,
  NO_INTERFACE_OF_THAT_NAME: () => "the pod has no interface of that name",
  NAMESPACES_TOO_MANY: ({ count }) => `${count} beyond the limit were not examined`,
  NAMESPACES_UNREAD: ({ count }) => `${count} could not be read`,
  IFACE_ID_ON_SEVERAL: ({ id, interfaces }, say) =>
    `iface-id ${id} is on ${interfaces.length} interfaces: ${say.list(interfaces)}`,
  INTERFACE_HAS_ERROR: ({ interface: name, said }) => `interface ${name} has an error: ${said}`,
  INTERFACE_SHARES_PORT: ({ interface: name, port }) =>
    `interface ${name} shares port ${port} with others`,
  INTERFACE_ON_NO_BRIDGE: ({ interface: name, was }) =>
    `interface ${name}, which was ${was}, is no longer on any bridge`,
  INTERFACE_LOST_ID: ({ interface: name, was }) =>
    `interface ${name}, which was ${was}, lost its iface-id`,
  DEVICE_MISSING: ({ interface: name }) =>
    `the device of interface ${name} does not exist on the node`,
  PORT_NAMESPACE_NOT_FOUND: ({ port }) => `the network namespace of ${port} was not found`,
  PORT_POD_WITHOUT_INTERFACE: ({ port }) => `the pod of ${port} has no interface of its own`,
  PORT_LINKED_ELSEWHERE: ({ port, linked, interface: name }) =>
    `the pod of ${port} is linked to ${linked}, but Open vSwitch has ${name}`,
  PORT_POD_UNREAD: ({ interface: name, why }, say) =>
    `the pod at interface ${name} could not be read: ${say(why)}`,
  IFACE_ID_GONE: ({ id }) => `no interface on this node has iface-id ${id} any longer`,
  NO_ANSWER_YET: () => "no answer yet",
  OVSDB_UNAVAILABLE: ({ socket, why }, say) =>
    `cannot read the Open_vSwitch database at ${socket}: ${say(why)}`,
  LOCAL_POD_NOT_FOUND: ({ pod, also }, say) =>
    `cannot find ${pod} on this node: no interface has its iface-id, ` +
    `no network namespace its addresses${also.length === 0 ? "" : ` (${say.all(also)})`}`,
  LOCAL_POD_AMBIGUOUS: ({ pod, count }) =>
    `cannot tell which is ${pod}: ${count} namespaces of this node have its addresses`,
  NO_VISIBLE_PROCESS: () => "no process of the pod is visible, so its files are not",
  RESOLV_CONF_OF_NODE: () => "the pod has no resolv.conf of its own and uses the node's",
  RESOLV_CONF_UNREADABLE: ({ why }, say) => `its resolv.conf cannot be read: ${say(why)}`,
  RESOLV_CONF_WITHOUT_SERVER: () => "its resolv.conf names no server",
};
