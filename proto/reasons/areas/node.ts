import { defineReasons } from "../define.ts";

/** What an agent could not read on its node, and what it found wrong there. */
export const nodeReasons = defineReasons({
  /** `part` as in ProblemPart of enums.proto. */
  PART_UNREAD: { part: "string", why: "reason" },

  // Daemons of OVS and OVN, by pid file and control socket
  RUN_DIR_UNREADABLE: { program: "string", folder: "string" },
  NO_PID_FILE: { name: "string", folder: "string" },
  PID_FILE_WITHOUT_PID: { path: "string" },
  PROCESS_GONE: { pid: "number" },
  PROCESS_IS_ANOTHER: { pid: "number", name: "string" },
  PROCESS_ENDED: { pid: "number" },
  PROCESS_STOPPED: { pid: "number" },
  DAEMON_DID_NOT_ANSWER: { command: "string", afterMs: "number" },
  DAEMON_ANSWERED: { command: "string", answer: "string" },
  COVERAGE_SILENT: {},

  // Firewalls
  LEGACY_RULES_UNREAD: { tables: "strings", why: "reason" },
  COMPAT_RULES_UNREAD: { tool: "string", why: "reason" },
  /** Rules name sets of ipset(8), whose members are not known. */
  IPSETS_UNREAD: { why: "reason" },

  // Network namespaces and interfaces
  NO_INTERFACE_OF_THAT_NAME: {},
  NAMESPACES_TOO_MANY: { count: "number" },
  NAMESPACES_UNREAD: { count: "number" },
  IFACE_ID_ON_SEVERAL: { id: "string", interfaces: "strings" },
  INTERFACE_HAS_ERROR: { interface: "string", said: "string" },
  INTERFACE_SHARES_PORT: { interface: "string", port: "string" },
  INTERFACE_ON_NO_BRIDGE: { interface: "string", was: "string" },
  INTERFACE_LOST_ID: { interface: "string", was: "string" },
  DEVICE_MISSING: { interface: "string" },
  /** `port`: its iface-id, or the name of an interface without one. */
  PORT_NAMESPACE_NOT_FOUND: { port: "string" },
  PORT_POD_WITHOUT_INTERFACE: { port: "string" },
  PORT_LINKED_ELSEWHERE: { port: "string", linked: "string", interface: "string" },
  PORT_POD_UNREAD: { interface: "string", why: "reason" },
  IFACE_ID_GONE: { id: "string" },
  NO_ANSWER_YET: {},
  OVSDB_UNAVAILABLE: { socket: "string", why: "reason" },
  LOCAL_POD_NOT_FOUND: { pod: "string", also: "reasons" },
  LOCAL_POD_AMBIGUOUS: { pod: "string", count: "number" },

  // A pod's resolver
  NO_VISIBLE_PROCESS: {},
  RESOLV_CONF_OF_NODE: {},
  RESOLV_CONF_UNREADABLE: { why: "reason" },
  RESOLV_CONF_WITHOUT_SERVER: {},
});
