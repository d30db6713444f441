import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "../../../lib/exec.ts";
import type { LocalPort__Output } from "../../../proto/gen/tapline/v1/LocalPort.ts";
import type { PortList__Output } from "../../../proto/gen/tapline/v1/PortList.ts";
import type { Reply__Output } from "../../../proto/gen/tapline/v1/Reply.ts";
import { protocols } from "../../../proto/wire/enums.ts";
import { hostInterface, NodeUnderTest, podMac, skipNode } from "./node-under-test.ts";

const main = fileURLToPath(new URL("../../../agent/main.ts", import.meta.url));
const pod = { logicalPort: "a.default", addresses: ["192.0.2.5"], mac: podMac };

describe("the agent's start", { timeout: 20_000 }, () => {
  test("ends with exit code 2 and the variable's name when an option is bad", async () => {
    const result = await run([process.execPath, "--import", "tsx", main], {
      env: { TAPLINE_NODE: "node1", TAPLINE_AGGREGATOR: "http://x" },
      okCodes: [2],
    });
    assert.equal(result.exitCode, 2);
    const line: { msg: string } = JSON.parse(result.stdout);
    assert.match(line.msg, /TAPLINE_AGGREGATOR: wanted unix:/);
  });
});

describe("an agent on its node", { skip: skipNode, timeout: 120_000 }, () => {
  let node: NodeUnderTest;

  before(async () => {
    node = await NodeUnderTest.start();
  });
  after(() => node.remove());

  async function ask(command: Parameters<NodeUnderTest["aggregator"]["command"]>[0]) {
    return node.aggregator.last(node.aggregator.command(command), 15_000);
  }

  /** Asks until the mirror has caught up with what was changed. */
  async function portsWhen(isThere: (list: PortList__Output) => boolean) {
    for (;;) {
      const { ports } = await ask({ ports: {} });
      if (ports && isThere(ports)) return ports;
      await delay(10);
    }
  }

  const portOf = ({ ports }: PortList__Output, ifaceId: string): LocalPort__Output | undefined =>
    ports.find((port) => port.ifaceId === ifaceId);

  test("says who it is", () => {
    const hello = node.aggregator.received[0]?.hello;
    assert.equal(hello?.node, "node1");
    assert.match(hello?.version ?? "", /^\d+\.\d+\.\d+/);
    assert.match(hello?.bootId ?? "", /^[0-9a-f-]{36}$/);
  });

  test("lists the pod's port, joined from OVS, the namespace and the veth", async () => {
    const { ports } = await ask({ ports: {} });
    const { externalIds, vethIfindex, podPid, addresses, limits, ...port } = ports?.ports[0] ?? {};
    assert.deepEqual(port, {
      ifaceId: "a.default",
      interface: hostInterface,
      bridge: "br-int",
      ofport: 2,
      ovsError: "",
      podNamespace: "default",
      podName: "a",
      netns: node.pair.pod.path,
      podInterface: "eth0",
      veth: hostInterface,
      mac: podMac,
      mtu: 1500,
    });
    assert.equal(addresses?.[0], "192.0.2.5");
    assert.ok((vethIfindex ?? 0) > 1);
    assert.equal(externalIds?.vendor, "kube-ovn");
    assert.deepEqual([limits?.policingKbps, limits?.qosType], [0, ""]);
    assert.deepEqual(ports?.problems, []);
  });

  test("finds the pod by its veth when no namespace is told", async () => {
    const told = ["remove", "Interface", hostInterface, "external_ids", "pod_netns"];
    await node.vsctl(...told);
    const list = await portsWhen((ports) => !portOf(ports, "a.default")?.externalIds.pod_netns);
    assert.equal(portOf(list, "a.default")?.netns, node.pair.pod.path);
    await node.plug();
  });

  test("probes from the pod by ICMP, TCP and UDP", async () => {
    const probe = { pod, destination: "192.0.2.1", count: 3, intervalMs: 5, waitMs: 1_000 };
    const asked = (["icmp", "tcp", "udp"] as const).map((protocol) =>
      ask({
        probe: { ...probe, protocol: protocols.toWire(protocol), port: 9, identifier: 40_100 },
      }),
    );
    const [icmp, tcp, udp] = await Promise.all(asked);
    const outcomes = (reply: Reply__Output | undefined): string[] =>
      reply?.probeReport?.attempts.map(({ key, outcome }) => `${key} ${outcome}`) ?? [];
    const refused = [40_100, 40_101, 40_102].map((key) => `${key} PROBE_OUTCOME_REFUSED`);
    assert.deepEqual(outcomes(icmp), [
      "1 PROBE_OUTCOME_ANSWERED",
      "2 PROBE_OUTCOME_ANSWERED",
      "3 PROBE_OUTCOME_ANSWERED",
    ]);
    assert.deepEqual(outcomes(tcp), refused);
    assert.deepEqual(outcomes(udp), refused);
    assert.equal(icmp?.probeReport?.sourceAddress, "192.0.2.5");
    assert.equal(udp?.probeReport?.sourceAddress, "192.0.2.5");
  });

  test("refuses a probe of a pod that is not here", async () => {
    const elsewhere = { logicalPort: "z.default", addresses: ["192.0.2.77"] };
    const destination = "192.0.2.1";
    const probe = { pod: elsewhere, protocol: "PROTOCOL_ICMP", destination } as const;
    assert.equal((await ask({ probe })).error?.code, "LOCAL_POD_NOT_FOUND");
  });

  test("reads what is in the pod", async () => {
    await node.pair.pod.exec("nft", "add", "table", "inet", "blocker");
    const { podFacts } = await ask({ podFacts: { pod, routeTo: "198.51.100.1" } });
    await node.pair.pod.exec("nft", "flush", "ruleset");
    assert.equal(podFacts?.netns, node.pair.pod.path);
    assert.equal(podFacts?.routeTo, null);
    assert.equal(podFacts?.routeError, "Network is unreachable");
    assert.ok(podFacts?.routes.some(({ destination }) => destination === "192.0.2.0/24"));
    assert.equal(podFacts?.counters.IpInDiscards, 0);
    assert.deepEqual(
      podFacts?.links.map(({ name }) => name),
      ["lo", "eth0"],
    );
    assert.deepEqual(podFacts?.problems, []);
  });

  test("reads what packets change in the pod and on the node", async () => {
    await node.pair.pod.exec("nft", "add", "table", "inet", "blocker");
    const inPod = (await ask({ netnsState: { pod } })).netnsState;
    await node.pair.pod.exec("nft", "flush", "ruleset");
    assert.match(inPod?.nftJson ?? "", /blocker/);
    assert.equal(inPod?.counters.IpInDiscards, 0);
    assert.equal(inPod?.sysctls["net.ipv4.icmp_echo_ignore_all"], "0");
    assert.ok("net.ipv4.conf.eth0.rp_filter" in (inPod?.sysctls ?? {}));
    assert.equal(inPod?.ovs, null);
    const before = (await ask({ netnsState: { pod, countersOnly: true } })).netnsState;
    assert.deepEqual(before?.sysctls, {});
    assert.equal(before?.counters.IpInDiscards, 0);
    assert.deepEqual(inPod?.problems, []);
    assert.ok((inPod?.endedUnixUs ?? 0) >= (inPod?.beganUnixUs ?? Number.MAX_VALUE));
    const onNode = (await ask({ netnsState: { interfaces: [hostInterface] } })).netnsState;
    assert.deepEqual(
      onNode?.links.map(({ name }) => name),
      [hostInterface],
    );
    assert.match(onNode?.problems.map(({ part }) => part).join() ?? "", /PART_VSWITCHD/);
  });

  test("reads what is on the node, and says what does not run", async () => {
    const { nodeFacts } = await ask({ nodeFacts: {} });
    assert.ok(nodeFacts?.links.some(({ name, up }) => name === hostInterface && up));
    assert.equal(nodeFacts?.vswitchd?.running, false);
    assert.equal(nodeFacts?.ovnController?.running, false);
    assert.match(nodeFacts?.ovnController?.reasons[0]?.message ?? "", /ovn-controller\.pid/);
    assert.deepEqual(nodeFacts?.vswitchd?.bridges, ["br-int"]);
  });

  test("says which tools it has, and what it cannot see of Open vSwitch", async () => {
    const { selfReport } = await ask({ selfCheck: {} });
    const tcpdump = selfReport?.tools.find(({ name }) => name === "tcpdump");
    assert.match(tcpdump?.version ?? "", /^\d+\.\d+/);
    assert.deepEqual([selfReport?.certificates, selfReport?.builtUnixMs], [[], 0]);
    assert.deepEqual([selfReport?.hwOffload, selfReport?.hwOffloadUnread], ["", null]);
  });

  test("holds at most thirty-two taps", async () => {
    const filter = "udp port 1 and host 192.0.2.253";
    const ids = Array.from({ length: 33 }, () => node.aggregator.command({ tap: { filter } }));
    const oneMore = await node.aggregator.last(ids[32] ?? 0);
    assert.equal(oneMore.error?.code, "BUSY");
    for (const id of ids.slice(0, 32)) {
      const replies = () => node.aggregator.replies(id);
      await node.aggregator.until("a tap", () => replies().find((reply) => reply.tapStarted));
      node.aggregator.cancel(id);
      assert.equal((await node.aggregator.last(id)).tapReport?.endedBy, "TAP_ENDING_STOPPED");
    }
  });

  test("names the interfaces of a tap", async () => {
    const id = node.aggregator.command({ tap: { filter: "icmp" } });
    const started = await node.aggregator.until("a tap", () =>
      node.aggregator.replies(id).find((reply) => reply.tapStarted),
    );
    node.aggregator.cancel(id);
    await node.aggregator.last(id);
    const names = started.tapStarted?.links.map(({ name }) => name);
    assert.ok(names?.includes(hostInterface));
  });

  test("reports an iface-id that two interfaces have", async () => {
    const other = ["add-port", "br-int", "other_h", "--", "set", "Interface", "other_h"];
    await node.vsctl(...other, "external_ids:iface-id=a.default");
    const list = await portsWhen(({ problems }) => problems.length > 0);
    await node.vsctl("del-port", "br-int", "other_h");
    assert.match(list.problems[0]?.why?.message ?? "", /^IFACE_ID_ON_SEVERAL .*"a\.default"/);
    await portsWhen(({ problems }) => problems.length === 0);
  });

  test("still finds a pod whose interface lost its iface-id", async () => {
    await node.vsctl("remove", "Interface", hostInterface, "external_ids", "iface-id");
    const list = await portsWhen((ports) => portOf(ports, "a.default") === undefined);
    const port = portOf(list, "");
    assert.equal(port?.interface, hostInterface);
    assert.equal(port?.podName, "a");
    assert.match(
      list.problems.map(({ why }) => why?.message).join(),
      /INTERFACE_LOST_ID .*"was":"a\.default"/,
    );
    const { podFacts } = await ask({ podFacts: { pod: { logicalPort: "a.default" } } });
    assert.equal(podFacts?.netns, node.pair.pod.path);
    await node.plug();
  });

  test("still finds a pod whose interface was taken off the bridge", async () => {
    await portsWhen((ports) => portOf(ports, "a.default") !== undefined);
    await node.vsctl("del-port", "br-int", hostInterface);
    const list = await portsWhen((ports) => portOf(ports, "a.default") === undefined);
    const port = portOf(list, "");
    assert.equal(port?.interface, "");
    assert.equal(port?.veth, hostInterface);
    assert.equal(port?.mac, podMac);
    assert.match(
      list.problems.map(({ why }) => why?.message).join(),
      /INTERFACE_ON_NO_BRIDGE .*"was":"a\.default"/,
    );
    const byPort = await ask({ podFacts: { pod: { logicalPort: "a.default" } } });
    assert.equal(byPort.podFacts?.netns, node.pair.pod.path);
    const { addresses, mac } = pod;
    const byAddress = await ask({ podFacts: { pod: { addresses } } });
    assert.equal(byAddress.podFacts?.netns, node.pair.pod.path);
    const byMac = await ask({ podFacts: { pod: { mac } } });
    assert.equal(byMac.podFacts?.netns, node.pair.pod.path);
    await node.plug();
    await portsWhen((ports) => portOf(ports, "a.default") !== undefined);
  });

  test("gives an error and no empty list while the database is away", async () => {
    await node.database.stop();
    const gone = await (async () => {
      for (;;) {
        const reply = await ask({ ports: {} });
        if (reply.error) return reply.error;
      }
    })();
    assert.equal(gone.code, "OVSDB_UNAVAILABLE");
    const { nodeFacts } = await ask({ nodeFacts: {} });
    assert.match(nodeFacts?.problems.map(({ part }) => part).join() ?? "", /OVS_DATABASE/);
    const { podFacts } = await ask({ podFacts: { pod } });
    assert.equal(podFacts?.netns, node.pair.pod.path);
    await node.database.start();
    await portsWhen((ports) => portOf(ports, "a.default") !== undefined);
  });

  test("ends in good order, and leaves no child behind", async () => {
    const id = node.aggregator.command({ tap: { filter: "icmp" }, timeoutMs: 60_000 });
    await node.aggregator.until("a tap", () =>
      node.aggregator.replies(id).find((reply) => reply.tapStarted),
    );
    const children = await childrenOf(node.agent.pid);
    assert.equal(children.length, 1);
    const closed = once(node.agent.child, "close");
    node.agent.child.kill("SIGTERM");
    assert.deepEqual(await closed, [0, null]);
    for (const pid of children) while (await isAlive(pid)) await delay(5);
  });
});

async function childrenOf(parent: number): Promise<number[]> {
  const text = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8").catch(() => null);
  if (text !== null) return text.split(" ").filter(Boolean).map(Number);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, at) => parents[at] === parent);
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}
