import { defineReasons } from "../define.ts";

/** Who has an address that no Pod has, and identities that exist twice. */
export const addressReasons = defineReasons({
  // What each source says
  CLAIM_VIP: { name: "string", mac: "string?" },
  CLAIM_IP: { name: "string" },
  CLAIM_ADDRESSES: { port: "string", node: "string?" },
  CLAIM_ALLOWED: { ports: "strings" },
  /** Of a port of type virtual; `parent` is the one that has it. */
  CLAIM_VIRTUAL: { name: "string", parents: "strings", parent: "string?", node: "string?" },
  /** `router` is the router's port; `port` who has that MAC. */
  CLAIM_LEARNT: {
    router: "string",
    mac: "string",
    port: "string?",
    node: "string?",
    seconds: "number?",
  },
  /** Of a pod's neighbour table. */
  CLAIM_NEIGHBOUR: { pod: "string", mac: "string", port: "string?" },
  CLAIM_FDB: { mac: "string", port: "string" },
  CLAIM_FLOWS: { ports: "strings" },
  CLAIM_ANSWERED: { mac: "string", ports: "strings" },
  CLAIM_SILENCE: {},
  CLAIM_NOBODY: {},
  CLAIMS_NOT_READ: { kinds: "strings" },

  // Why what was learnt is out of date
  STALE_ANSWERED: { learnt: "reason", macs: "strings" },
  STALE_MAC_GONE: { learnt: "reason" },
  STALE_WITHOUT: { learnt: "reason", pod: "string", address: "string" },

  // Identities that exist twice
  SYSTEM_ID_SHARED: { id: "string", nodes: "strings" },
  /** `ips` that are the node's and the other chassis' as well; without any it is the name. */
  CHASSIS_LEFT: { own: "string", other: "string", node: "string", ips: "strings" },
  MAC_OWNED: { port: "string", node: "string?", ips: "strings" },
  IFACE_ON: { node: "string", interface: "string" },
  TUNNEL_REMOTE_TAKEN: { interface: "string" },
});
