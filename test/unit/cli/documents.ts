import { findingDocument } from "../../../aggregator/verdict/finding.ts";
import type { CodeArgs, CodeName } from "../../../proto/codes/index.ts";
import type {
  Cause,
  Count,
  Diagnosis,
  EndpointSummary,
  Finding,
  PathPoint,
  PointName,
  Stage,
  StageStatus,
} from "../../../proto/documents/v1/diagnosis.ts";
import type { EndEnvironment, NodeEnvironment } from "../../../proto/documents/v1/environment.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import { expectationOf } from "../../../words/symptoms.ts";
import { told } from "../../../words/told.ts";

/** Made-up verdict documents; none was produced by an aggregator. */
const podA: EndpointSummary = {
  kind: "Pod",
  namespace: "default",
  name: "a",
  node: "node1",
  ips: ["10.16.0.5"],
  logicalPort: "a.default",
};
const podB: EndpointSummary = { ...podA, name: "b", node: "node2", ips: ["10.16.0.6"] };

const requestStages: readonly Stage[] = [
  "source-pod",
  "source-bridge",
  "underlay",
  "destination-bridge",
  "destination-pod",
];

/** All stages of both directions; those from `failing` on were not reached. */
function stages(failing?: { stage: Stage; direction: "request" | "reply" }): StageStatus[] {
  const walk = [
    ...requestStages.map((stage) => ({ stage, direction: "request" as const })),
    ...requestStages.toReversed().map((stage) => ({ stage, direction: "reply" as const })),
  ];
  const at = walk.findIndex(
    ({ stage, direction }) => stage === failing?.stage && direction === failing.direction,
  );
  return walk.map(({ stage, direction }, index) => {
    const status = at < 0 || index < at ? "pass" : index === at ? "fail" : "not-reached";
    return { stage, direction, status, evidence: [] };
  });
}

function point(name: PointName, request: number | null, reply: number | null, lost = 0): PathPoint {
  const onSource = name.startsWith("source");
  const veth = onSource ? "3f9c1a7be204_h" : "a81d00c4f7e2_h";
  const count = (seen: number | null): Count => ({ expected: 5, seen });
  return {
    point: name,
    node: onSource ? "node1" : "node2",
    interface: name.endsWith("veth") ? veth : "eth0",
    request: count(request),
    reply: count(reply),
    lost,
  };
}

function found(code: CodeName, args: CodeArgs, rest: Partial<Finding>): Finding {
  return findingDocument(
    code,
    args,
    { resources: [], stage: null, direction: null, node: null, evidence: [], ...rest },
    rest.level ?? "fatal",
  );
}

function causeOf({ code, summary, resources, args, reasons }: Finding): Cause {
  return { code, summary, resources, args, ...(reasons ? { reasons } : {}) };
}

function nodeEnvironment(node: string): NodeEnvironment {
  return {
    node,
    ovn: "23.03.1",
    ovs: "3.1.0",
    datapath: "netdev",
    kernel: "6.1.0-18-amd64",
    tunnel: "geneve",
    encapIps: [node === "node1" ? "192.168.0.11" : "192.168.0.12"],
    reason: null,
  };
}

function subnetOf(node: string): EndEnvironment {
  return {
    node,
    subnet: "ovn-default",
    vpc: "ovn-cluster",
    cidrs: ["10.16.0.0/16"],
    gatewayType: "centralized",
    gatewayNode: "node3",
    natOutgoing: true,
    vlan: null,
    reason: null,
  };
}

export const reachable: Diagnosis = {
  apiVersion: "tapline/v1",
  kind: "Diagnosis",
  id: "01JD7Z3M8Q",
  startedAt: "2026-11-22T03:04:05.678Z",
  durationMs: 1310,
  source: podA,
  destination: podB,
  traffic: { protocol: "tcp", port: 8080, mode: "active", count: 5, size: null },
  outcome: "reachable",
  confidence: "confirmed",
  failure: null,
  cause: null,
  findings: [],
  path: [
    point("source-veth", 5, 5),
    point("source-uplink", 5, 5),
    point("destination-uplink", 5, 5),
    point("destination-veth", 5, 5),
  ],
  stages: stages(),
  latency: {
    rttMs: { p50: 0.8123, max: 1.42 },
    perStage: [{ stage: "underlay", direction: "request", p50Ms: 0.21 }],
  },
  checks: [
    { name: "acl", status: "clean", reason: null },
    { name: "service", status: "skipped", ...told(reason("ON_ONE_NODE", {})) },
  ],
  coverage: {
    agents: [
      { node: "node1", status: "ok", reason: null },
      { node: "node2", status: "ok", reason: null },
    ],
    lost: 0,
    notObserved: [],
  },
  evidence: [
    {
      id: "e1",
      kind: "sighting",
      node: "node1",
      at: "2026-11-22T03:04:05.900Z",
      data: { point: "source-veth" },
    },
  ],
  environment: {
    kubeOvn: {
      version: "v1.13.0",
      from: "image of kube-system/kube-ovn-controller-0",
      source: reason("RELEASE_BY_IMAGE", { pod: "kube-system/kube-ovn-controller-0" }),
      reason: null,
    },
    nodes: [nodeEnvironment("node1"), nodeEnvironment("node2")],
    source: subnetOf("node1"),
    destination: subnetOf("node2"),
    sameNode: false,
    sameSubnet: true,
    sameVpc: true,
  },
};

const denied = found(
  "ACL_DENIED",
  {
    source: "default/a",
    destination: "default/b",
    policies: "NetworkPolicy default/deny-all",
    acl: "7c1e09aa",
    detail: reason("NO_RULE_ALLOWS", { traffic: "tcp/8080", way: "from", peer: "default/a" }),
  },
  {
    stage: "destination-bridge",
    direction: "request",
    node: "node2",
    evidence: ["e3", "e7"],
    resources: [{ kind: "NetworkPolicy", namespace: "default", name: "deny-all" }],
  },
);

export const aclDenied: Diagnosis = {
  ...reachable,
  durationMs: 2310,
  outcome: "unreachable",
  failure: {
    stage: "destination-bridge",
    direction: "request",
    node: "node2",
    lastSeenAt: "destination-uplink",
    notSeenAt: "destination-veth",
  },
  cause: causeOf(denied),
  findings: [denied],
  path: [
    point("source-veth", 5, 0),
    point("source-uplink", 5, 0),
    point("destination-uplink", 5, 0),
    point("destination-veth", 0, 0),
  ],
  stages: stages({ stage: "destination-bridge", direction: "request" }),
  latency: { rttMs: null, perStage: [] },
  checks: [{ name: "acl", status: "found", reason: null }],
};

const mtu = found(
  "PATH_MTU_TOO_SMALL",
  { size: 1400, mtu: 1300, node: "node1", remote: "node2" },
  { level: "critical", stage: "underlay", direction: "request", node: "node1" },
);

export const degraded: Diagnosis = {
  ...aclDenied,
  traffic: { protocol: "icmp", port: null, mode: "active", count: 5, size: 1400 },
  outcome: "degraded",
  confidence: "likely",
  failure: {
    stage: "underlay",
    direction: "request",
    node: "node1",
    lastSeenAt: "source-uplink",
    notSeenAt: "destination-uplink",
  },
  cause: causeOf(mtu),
  findings: [mtu],
  path: [
    point("source-veth", 5, 3),
    point("source-uplink", 5, 3),
    point("destination-uplink", 3, 3, 12),
    point("destination-veth", 3, 3, 12),
  ],
  stages: stages({ stage: "underlay", direction: "request" }),
  latency: { rttMs: { p50: 0.9, max: 41.6 }, perStage: [] },
  coverage: { ...reachable.coverage, lost: 12 },
};

const noAgent = reason("NO_AGENT", { node: "node2" });
const unseen = [
  reason("POINT_BLIND", { point: "destination-veth", node: "node2", why: noAgent }),
  reason("ITEM_FAILED", { item: "openflow-trace", node: "node2", why: noAgent }),
];

export const inconclusive: Diagnosis = {
  ...reachable,
  durationMs: 3020,
  outcome: "inconclusive",
  confidence: "inconclusive",
  path: [
    point("source-veth", 5, 0),
    point("source-uplink", 5, 0),
    point("destination-uplink", null, null),
    point("destination-veth", null, null),
  ],
  stages: stages().map((stage) =>
    stage.stage.startsWith("source") && stage.direction === "request"
      ? stage
      : { ...stage, status: "unknown" },
  ),
  latency: { rttMs: null, perStage: [] },
  checks: [
    { name: "listening", status: "failed", ...told(noAgent) },
    { name: "service", status: "skipped", ...told(reason("ON_ONE_NODE", {})) },
  ],
  coverage: {
    agents: [
      { node: "node1", status: "ok", reason: null },
      { node: "node2", status: "away", ...told(reason("NEVER_CONNECTED", {})) },
    ],
    lost: 0,
    notObserved: unseen.map((one) => reasonIn("en", one)),
    reasons: unseen,
  },
};

const alien = found(
  "FLOW_ALIEN",
  {
    bridge: "br-int",
    node: "node1",
    table: 0,
    priority: 50000,
    cookie: "dead",
    match: "ip,in_port=7",
  },
  { stage: "source-bridge", direction: "request", node: "node1", evidence: ["e2"] },
);
const notListening = found(
  "PORT_NOT_LISTENING",
  {
    destination: "default/b",
    namespace: "default",
    name: "b",
    node: "node2",
    protocol: "tcp",
    port: 8080,
    address: "10.16.0.6",
    detail: reason("LISTENS_ONLY_ON", { addresses: ["127.0.0.1"] }),
  },
  { stage: "destination-pod", direction: "request", node: "node2" },
);
const mismatch = found(
  "MTU_MISMATCH",
  { interface: "eth0", node: "node2", actual: 1450, expected: 1500 },
  { level: "warning", stage: "underlay", node: "node2" },
);

export const twoFaults: Diagnosis = {
  ...aclDenied,
  failure: {
    stage: "source-bridge",
    direction: "request",
    node: "node1",
    lastSeenAt: "source-veth",
    notSeenAt: "source-uplink",
  },
  cause: causeOf(alien),
  findings: [mismatch, alien, notListening],
  path: [
    point("source-veth", 5, 0),
    point("source-uplink", 0, 0),
    point("destination-uplink", 0, 0),
    point("destination-veth", 0, 0),
  ],
  stages: stages({ stage: "source-bridge", direction: "request" }),
};

export const noCause: Diagnosis = { ...aclDenied, cause: null, findings: [], confidence: "likely" };

/** The user saw a timeout, and the path works. */
export const contradicted: Diagnosis = {
  ...reachable,
  symptom: {
    text: "dial tcp 10.16.0.6:8080: i/o timeout",
    kind: "timeout",
    expects: expectationOf("timeout", "en"),
    agrees: false,
    explanation: "",
    observed: [{ kind: "answered", count: 5, of: 5 }],
    silence: null,
  },
  findings: [
    found(
      "SYMPTOM_NOT_REPRODUCED",
      { detail: "dial tcp 10.16.0.6:8080: i/o timeout" },
      { level: "info", evidence: ["e1"] },
    ),
  ],
};
