import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DoctorCheck } from "../../../../../aggregator/services/doctor/check.ts";
import { doctorChecks } from "../../../../../aggregator/services/doctor/checks/list.ts";
import { itemsOf, judge } from "../../../../../aggregator/services/doctor/doctor.ts";
import { doctorDocument } from "../../../../../aggregator/services/doctor/document.ts";
import {
  type DoctorEvidence,
  known,
  notKnown,
} from "../../../../../aggregator/services/doctor/evidence.ts";
import { schemas } from "../../../../../proto/documents/schemas.ts";
import { reason, said } from "../../../../../proto/reasons/index.ts";
import { agentOf, chassis, factsOf, now, self, tool, tools, whole, withNode1 } from "./whole.ts";

/** "check subject status CODE" of everything that is not ok. */
function wrong(evidence: DoctorEvidence): string[] {
  return judge(evidence)
    .filter(({ status }) => status !== "ok")
    .map(({ check, subject, status, found }) => `${check} ${subject.name} ${status} ${found.code}`);
}

const away = reason("AGENT_SILENT", { forMs: 15_000 });
const why = said("the test");
const day = 86_400_000;
const inDays = (days: number) => new Date(now.getTime() + days * day);
const facts1 = factsOf(1);
const controller = facts1.ovnController;
const vswitchd = facts1.vswitchd;
if (controller === null || vswitchd === null) throw new Error("facts without daemons");

const certificate = (notBefore: Date, notAfter: Date): DoctorEvidence => {
  const dates = known({ notBefore, notAfter, subject: "CN=x" });
  return { ...whole, certificates: [{ variable: "TAPLINE_TLS_CERT", path: "/tls.crt", dates }] };
};
const chassisRow = (name: string, hostname: string, ip: string) => {
  return { name, hostname, isRemote: false, encaps: [{ type: "geneve", ip }] };
};
const named = "aggregator TAPLINE_TLS_CERT /tls.crt";

const database = (change: object): DoctorEvidence => {
  const [nb, sb] = whole.databases;
  if (nb === undefined || sb === undefined) throw new Error("no databases");
  return { ...whole, databases: [nb, { ...sb, ...change }] };
};
const unreachable = (kind: "unreachable" | "no-quorum") =>
  database({
    connection: {
      ...{ database: "OVN_Southbound", connected: false, remotes: ["tcp:10.0.0.9:6642"] },
      failures: [{ remote: "tcp:10.0.0.9:6642", kind, detail: "connect ECONNREFUSED" }],
    },
  });

const broken: readonly (readonly [what: string, DoctorEvidence, expected: readonly string[]])[] = [
  [
    "an agent that is away",
    {
      ...whole,
      agents: [agentOf("node1"), agentOf("node2", { status: "away", reason: away })],
      looks: [...whole.looks.slice(0, 1)],
    },
    ["agents-connected node2 failed AGENT_IS_AWAY"],
  ],
  [
    "a node without an agent",
    { ...whole, agents: [agentOf("node1"), { node: "node2", status: "away" }] },
    ["agents-connected node2 failed AGENT_NEVER_CONNECTED"],
  ],
  [
    "an agent that says that it is on another node",
    { ...whole, nodes: known([{ name: "node1", ready: true }]) },
    ["agents-connected node2 warning AGENT_OF_NO_NODE"],
  ],
  [
    "nodes that are not known",
    { ...whole, nodes: notKnown(why) },
    ["agents-connected cluster unknown CLUSTER_NODES_UNKNOWN"],
  ],
  [
    "an agent of another version",
    { ...whole, agents: [agentOf("node1", { version: "1.2.2" }), agentOf("node2")] },
    ["agents-version node1 warning AGENT_OTHER_VERSION"],
  ],
  [
    "a clock that is off",
    {
      ...whole,
      agents: [
        agentOf("node1", { clock: { offsetMs: 5_000, errorMs: 1 } }),
        agentOf("node2", { clock: { offsetMs: -90_000, errorMs: 1 } }),
      ],
    },
    ["agents-clock node1 warning CLOCK_IS_OFF", "agents-clock node2 failed CLOCK_IS_OFF"],
  ],
  [
    "clocks that cannot be told",
    {
      ...whole,
      agents: [
        agentOf("node1", { clock: null }),
        agentOf("node2", { clock: { offsetMs: 1_500, errorMs: 1_400 } }),
      ],
    },
    ["agents-clock node1 unknown CLOCK_NOT_MEASURED", "agents-clock node2 unknown CLOCK_TOO_VAGUE"],
  ],
  [
    "messages that were lost",
    { ...whole, agents: [agentOf("node1", { repliesDropped: 2 }), agentOf("node2")] },
    ["agents-losses node1 warning AGENT_LOST"],
  ],
  [
    "tools that are missing or do not run",
    withNode1({
      self: {
        tools: [
          tool("tcpdump", "", { path: "" }),
          tool("nft", "", { path: "" }),
          tool("ip", "", { why }),
          ...tools.slice(1, 3),
        ],
      },
    }),
    [
      "agents-tools node1 failed TOOLS_MISSING",
      "agents-tools node1 warning TOOLS_MISSING",
      "agents-tools node1 failed TOOL_DOES_NOT_RUN",
    ],
  ],
  [
    "tools that are older than the daemons",
    withNode1({ self: { tools: [tool("ovs-ofctl", "2.17.9"), tool("ovn-appctl", "23.03.0")] } }),
    ["nodes-software node1 warning TOOL_IS_OLDER"],
  ],
  [
    "releases that nobody tried",
    withNode1({ facts: { vswitchd: { ...vswitchd, version: "2.17.9" } } }),
    ["nodes-software node1 warning RELEASE_NOT_TRIED"],
  ],
  [
    "daemons that do not run",
    withNode1({
      facts: {
        vswitchd: { ...vswitchd, running: false, version: "", reasons: [why] },
        ovnController: { ...controller, connection: "not connected" },
      },
    }),
    [
      "nodes-daemons node1 failed DAEMON_AWAY",
      "nodes-daemons node1 failed CONTROLLER_WITHOUT_DATABASE",
      "nodes-software node1 unknown VERSION_NOT_TOLD",
    ],
  ],
  [
    "a run directory that is not there",
    withNode1({
      facts: { ovnController: null, problems: [{ part: "ovn-controller", why }] },
    }),
    ["nodes-daemons node1 unknown DAEMON_UNREAD", "nodes-software node1 unknown VERSION_NOT_TOLD"],
  ],
  [
    "a tunnel address that the node does not have",
    {
      ...withNode1({
        facts: { externalIds: { ...facts1.externalIds, "ovn-encap-ip": "10.0.0.99" } },
      }),
      chassis: known([chassisRow("id1", "node1", "10.0.0.99"), ...chassis.slice(1)]),
    },
    ["nodes-tunnel node1 failed ENCAP_IP_NOT_LOCAL", "nodes-tunnel node2 failed TUNNELS_MISSING"],
  ],
  [
    "a chassis row with another address and type",
    withNode1({
      facts: {
        externalIds: { ...facts1.externalIds, "ovn-encap-type": "vxlan" },
        links: facts1.links.map((link) => ({ ...link, addresses: ["10.0.0.1/24", "10.0.0.7/24"] })),
      },
    }),
    ["nodes-tunnel node1 failed ENCAP_TYPE_DIFFERS"],
  ],
  [
    "a node that nobody registered, and one with two rows",
    { ...whole, chassis: known([...chassis.slice(1), chassisRow("old", "node2", "10.0.0.2")]) },
    ["nodes-tunnel node1 failed NO_CHASSIS_OF_NODE", "nodes-tunnel node2 failed CHASSIS_NAMESAKES"],
  ],
  [
    "a tunnel port that could not be opened",
    withNode1({
      facts: { tunnels: facts1.tunnels.map((one) => ({ ...one, ofport: -1, error: "no device" })) },
    }),
    ["nodes-tunnel node1 failed TUNNEL_PORT_BROKEN"],
  ],
  [
    "packets that hardware forwards",
    withNode1({ self: { hwOffload: "true" } }),
    ["nodes-datapath node1 warning DATAPATH_OFFLOADED"],
  ],
  [
    "a database that is away",
    unreachable("unreachable"),
    ["databases-reachable OVN_Southbound failed DATABASE_AWAY"],
  ],
  [
    "a database without a majority",
    unreachable("no-quorum"),
    ["databases-reachable OVN_Southbound failed DATABASE_AWAY"],
  ],
  [
    "contents that are still being read",
    database({
      health: { name: "ovn-southbound", status: "connecting", since: now, reason: null },
    }),
    ["databases-reachable OVN_Southbound unknown NOT_READ_YET"],
  ],
  [
    "ovn-northd that is behind",
    { ...whole, northd: known({ wanted: 8, carriedOver: 7, portsMissing: [], watchedMs: 2_000 }) },
    ["databases-northd OVN_Southbound failed NORTHD_LAGS"],
  ],
  [
    "ports that ovn-northd left",
    {
      ...whole,
      northd: known({ wanted: 7, carriedOver: 7, portsMissing: ["a.b"], watchedMs: 2_000 }),
    },
    ["databases-northd OVN_Southbound failed NORTHD_LEAVES_PORTS"],
  ],
  [
    "rights that are missing, and ones that could not be asked",
    {
      ...whole,
      rights: [
        { verb: "watch", group: "kubeovn.io", resource: "subnets", allowed: false, why: null },
        { verb: "list", group: "", resource: "pods", allowed: null, why },
      ],
    },
    [
      "aggregator-rights aggregator failed RIGHT_MISSING",
      "aggregator-rights aggregator unknown RIGHTS_NOT_ASKED",
    ],
  ],
  [
    "objects that are old",
    {
      ...whole,
      kubernetes: { name: "kubernetes", status: "stale", since: inDays(-1), reason: why },
    },
    ["aggregator-kubernetes aggregator failed OBJECTS_STALE"],
  ],
  [
    "no ovn-trace",
    { ...whole, ovnTrace: notKnown(why) },
    ["aggregator-tools aggregator failed TRACE_TOOL_UNUSABLE"],
  ],
  [
    "an old ovn-trace",
    { ...whole, ovnTrace: known("22.12.0") },
    ["aggregator-tools aggregator warning TOOL_IS_OLDER"],
  ],
  [
    "a Kube-OVN that nobody tried",
    { ...whole, kubeOvn: known({ version: "v1.11.0", from: why }) },
    ["cluster-kube-ovn cluster warning RELEASE_NOT_TRIED"],
  ],
  [
    "a certificate that ends soon",
    certificate(inDays(-1), inDays(3)),
    [`certificates-expiry ${named} warning CERTIFICATE_ENDS_SOON`],
  ],
  [
    "one that has ended",
    certificate(inDays(-9), inDays(-1)),
    [`certificates-expiry ${named} failed CERTIFICATE_ENDED`],
  ],
  [
    "one that is not valid yet",
    certificate(inDays(1), inDays(99)),
    [`certificates-expiry ${named} failed CERTIFICATE_NOT_YET`],
  ],
  [
    "an agent's certificate that cannot be read",
    withNode1({
      self: {
        certificates: [
          { path: "/tls.crt", notBeforeUnixMs: 0, notAfterUnixMs: 0, subject: "", why },
        ],
      },
    }),
    ["certificates-expiry node1 /tls.crt failed CERTIFICATE_UNREAD"],
  ],
  [
    "an old image",
    { ...withNode1({ self: { builtUnixMs: inDays(-400).getTime() } }), builtAt: inDays(-10) },
    ["images-age node1 warning IMAGE_OLD"],
  ],
];

describe("the doctor", () => {
  test("finds nothing wrong with what is whole, and says something of each", () => {
    assert.deepEqual(wrong(whole), []);
    const checks = new Set(judge(whole).map(({ check }) => check));
    const silent = doctorChecks.map(({ name }) => name).filter((name) => !checks.has(name));
    // No certificate was given, and nobody said when an image was built.
    assert.deepEqual(silent, ["certificates-expiry", "images-age"]);
  });

  for (const [what, evidence, expected] of broken) {
    test(`names ${what}, and nothing else`, () => {
      assert.deepEqual(wrong(evidence), expected);
    });
  }

  test("each check finds something wrong in one of these", () => {
    const found = new Set(
      broken.flatMap(([, , expected]) => expected.map((one) => one.split(" ")[0])),
    );
    assert.deepEqual(
      doctorChecks.map(({ name }) => name).filter((name) => !found.has(name)),
      [],
    );
  });

  test("what is wrong comes with what to do", () => {
    const items = broken.flatMap(([, evidence]) => judge(evidence));
    const without = items.filter(({ status, advice }) => {
      return (status === "failed" || status === "warning") && advice === null;
    });
    assert.deepEqual(without, []);
  });
});

describe("what could not be looked at is unknown, never ok", () => {
  const nothing = { node: "node1", facts: notKnown(why), self: notKnown(why) };

  test("of a node whose agent does not answer", () => {
    const evidence = { ...whole, looks: [nothing, ...whole.looks.slice(1)] };
    assert.deepEqual(
      wrong(evidence).map((line) => line.split(" ").slice(0, 3).join(" ")),
      ["agents-tools", "nodes-daemons", "nodes-software", "nodes-tunnel", "nodes-datapath"].map(
        (check) => `${check} node1 unknown`,
      ),
    );
  });

  test("of rows that are not current", () => {
    const evidence = { ...whole, chassis: notKnown(why), northd: notKnown(why) };
    assert.deepEqual(wrong(evidence), [
      "databases-northd OVN_Southbound unknown SAID",
      "nodes-tunnel node1 unknown SAID",
      "nodes-tunnel node2 unknown SAID",
    ]);
  });

  test("with a check that breaks", () => {
    const check: DoctorCheck = {
      name: "broken",
      run: () => {
        throw new Error("a defect");
      },
    };
    const [item] = itemsOf(check, whole);
    assert.deepEqual([item?.status, item?.found.code], ["unknown", "CHECK_BROKE"]);
  });

  test("of what hardware forwards", () => {
    const evidence = withNode1({ self: { hwOffloadUnread: why } });
    assert.deepEqual(wrong(evidence), ["nodes-datapath node1 unknown SAID"]);
    assert.equal(self.hwOffload, "");
  });
});

test("the document fits its schema, and its outcome is the worst of its items", () => {
  const startedAt = now;
  for (const [what, evidence] of broken) {
    const items = judge(evidence);
    const document = doctorDocument(items, { startedAt, version: "1.2.3" });
    schemas.v1.doctor.parse(document);
    const has = (status: string): boolean => items.some((item) => item.status === status);
    const worst = ["failed", "unknown", "warning"].find(has) ?? "ok";
    assert.equal(document.outcome, worst, what);
  }
});
