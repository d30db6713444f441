import {
  type ChassisLook,
  type DatabaseLook,
  type DoctorEvidence,
  known,
  type NodeLook,
} from "../../../../../aggregator/services/doctor/evidence.ts";
import type { AgentInfo } from "../../../../../aggregator/transport/agent-info.ts";
import { reason } from "../../../../../proto/reasons/index.ts";
import type { NodeFacts } from "../../../../../proto/wire/facts.ts";
import type { SelfReport, ToolFacts } from "../../../../../proto/wire/self-report.ts";

/** The evidence of an installation that is whole, on two nodes; tests break one thing of it. */

export const now = new Date("2026-06-01T00:00:00Z");
const since = new Date("2026-05-31T00:00:00Z");

export function agentOf(node: string, more: Partial<AgentInfo> = {}): AgentInfo {
  return {
    ...{ node, status: "ok", since, reason: null, version: "1.2.3" },
    ...{ ovsVersion: "3.1.0", ovnVersion: "23.03.1", datapathType: "system" },
    ...{ repliesDropped: 0, eventsDropped: 0, commandsRunning: 0 },
    ...{ residentMegabytes: 70, cpuPercent: 1, clock: { offsetMs: 0.2, errorMs: 0.5 } },
    capabilities: { commands: [], linkTypes: [], tools: [] },
    ...more,
  };
}

export function tool(name: string, version: string, more: Partial<ToolFacts> = {}): ToolFacts {
  return { name, path: `/usr/bin/${name}`, version, why: null, ...more };
}

export const tools: readonly ToolFacts[] = [
  tool("tcpdump", "4.99.3"),
  tool("ovs-ofctl", "3.1.0"),
  tool("ovn-appctl", "23.03.1"),
  tool("nft", "1.0.6"),
];

export const self: SelfReport = {
  ...{ tools, certificates: [], builtUnixMs: 0, hwOffload: "", hwOffloadUnread: null },
};

const link = {
  ...{
    name: "eth0",
    ifindex: 2,
    mtu: 1500,
    up: true,
    carrier: true,
    mac: "",
    kind: "",
    master: "",
  },
  ...{ rxPackets: 0, txPackets: 0, rxDropped: 0, txDropped: 0, rxErrors: 0, txErrors: 0 },
  ...{ peerIfindex: 0, unusableAddresses: {} },
};

/** Node n has the address 10.0.0.n. */
export function factsOf(n: 1 | 2): NodeFacts {
  const other = n === 1 ? 2 : 1;
  return {
    links: [{ ...link, addresses: [`10.0.0.${n}/24`] }],
    ovnController: { running: true, connection: "connected", version: "23.03.1", reasons: [] },
    vswitchd: {
      ...{ running: true, version: "3.1.0", reasons: [] },
      ...{ bridges: ["br-int"], datapathType: "system" },
    },
    externalIds: {
      "system-id": `id${n}`,
      "ovn-encap-type": "geneve",
      "ovn-encap-ip": `10.0.0.${n}`,
    },
    tunnels: [
      {
        ...{ interface: "ovn-tunnel", ofport: 5, type: "geneve", error: "" },
        ...{ remoteIp: `10.0.0.${other}`, chassis: `id${other}` },
      },
    ],
    ...{ problems: [], kernel: "6.1.0", bridgePorts: [], nics: [] },
  };
}

export const chassis: readonly ChassisLook[] = [1, 2].map((n) => ({
  ...{ name: `id${n}`, hostname: `node${n}`, isRemote: false },
  encaps: [{ type: "geneve", ip: `10.0.0.${n}` }],
}));

function database(name: string): DatabaseLook {
  const remote = "ssl:10.0.0.9:6641";
  return {
    connection: { database: name, connected: true, remotes: [remote], failures: [] },
    member: { database: name, remote, isClustered: true, isConnected: true, isLeader: true },
    health: { name, status: "ok", since, reason: null },
  };
}

const looks: readonly NodeLook[] = ([1, 2] as const).map((n) => ({
  node: `node${n}`,
  facts: known(factsOf(n)),
  self: known(self),
}));

export const whole: DoctorEvidence = {
  ...{ now, version: "1.2.3", builtAt: null, ovnTrace: known("23.03.1") },
  nodes: known([
    { name: "node1", ready: true },
    { name: "node2", ready: true },
  ]),
  agents: [agentOf("node1"), agentOf("node2")],
  looks,
  kubernetes: { name: "kubernetes", status: "ok", since, reason: null },
  databases: [database("OVN_Northbound"), database("OVN_Southbound")],
  chassis: known(chassis),
  northd: known({ wanted: 7, carriedOver: 7, portsMissing: [], watchedMs: 0 }),
  rights: [{ verb: "list", group: "", resource: "pods", allowed: true, why: null }],
  certificates: [],
  kubeOvn: known({ version: "v1.14.5", from: reason("RELEASE_BY_ROWS", {}) }),
};

/** With node1 seen differently. */
export function withNode1(change: {
  readonly facts?: Partial<NodeFacts>;
  readonly self?: Partial<SelfReport>;
}): DoctorEvidence {
  const look: NodeLook = {
    node: "node1",
    facts: known({ ...factsOf(1), ...change.facts }),
    self: known({ ...self, ...change.self }),
  };
  return { ...whole, looks: [look, ...looks.slice(1)] };
}
