import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inNamespace, killByPidFile, nbctl, nft, nodeNamed, ofctl, podNamed } from "./in-lab.ts";
import { diagnose, type LabStatus, lab, protocolArgs } from "./lab-run.ts";
import { labSession } from "./session.ts";

/**
 * Faults that the catalogue does not have, made by hand as an operator's accident would: the
 * verdict must hold for what it was not written for. `code: null` means any code, or none.
 */
const session = labSession("tlhand");

afterEach(async () => {
  await lab("clear");
});

interface HandMade {
  readonly name: string;
  readonly breaks: (status: LabStatus) => Promise<unknown>;
  readonly args?: readonly string[];
  /** "unreachable" where it is not given. */
  readonly outcome?: string;
  readonly expect: { readonly stage: string; readonly direction: string; readonly code: string };
}

const toB = 'outport == "b.default" && ip4';

const faults: readonly HandMade[] = [
  {
    name: "the source has no route",
    breaks: (lab) => inNamespace(podNamed(lab, "a").netns, "ip", "route", "flush", "table", "main"),
    expect: { stage: "source-pod", direction: "request", code: "POD_NO_ROUTE" },
  },
  {
    name: "the source lost its address",
    breaks: (lab) => inNamespace(podNamed(lab, "a").netns, "ip", "addr", "flush", "dev", "eth0"),
    expect: { stage: "source-pod", direction: "request", code: "POD_ADDRESS_MISSING" },
  },
  {
    name: "ovn0 of a node that asks has another MAC than OVN knows",
    breaks: (lab) =>
      inNamespace(
        nodeNamed(lab, "node1").netns,
        ...["ip", "link", "set", "ovn0", "address", "02:00:00:00:00:99"],
      ),
    args: ["node/node1", "b", "--family", "4"],
    expect: { stage: "source-pod", direction: "reply", code: "LOGICAL_ADDRESS_MISMATCH" },
  },
  {
    name: "the host side of the source's veth is down",
    breaks: (lab) =>
      inNamespace(
        nodeNamed(lab, "node1").netns,
        ...["ip", "link", "set", podNamed(lab, "a").hostInterface, "down"],
      ),
    expect: { stage: "source-pod", direction: "request", code: "INTERFACE_DOWN" },
  },
  {
    name: "the destination's own interface is down",
    breaks: (lab) => inNamespace(podNamed(lab, "b").netns, "ip", "link", "set", "eth0", "down"),
    expect: { stage: "destination-bridge", direction: "request", code: "POD_INTERFACE_DOWN" },
  },
  {
    name: "a policy of drop in the source's output chain",
    breaks: (lab) =>
      nft(
        podNamed(lab, "a").netns,
        "add table inet x",
        "add chain inet x o { type filter hook output priority 0; policy drop; }",
      ),
    expect: { stage: "source-pod", direction: "request", code: "POD_FIREWALL_DROP" },
  },
  {
    name: "the destination drops its own answers",
    breaks: (lab) =>
      nft(
        podNamed(lab, "b").netns,
        "add table inet x",
        "add chain inet x o { type filter hook output priority 0; policy accept; }",
        `add rule inet x o ip daddr ${podNamed(lab, "a").ip} counter drop`,
      ),
    expect: { stage: "destination-pod", direction: "request", code: "POD_FIREWALL_DROP" },
  },
  {
    name: "the destination rejects",
    breaks: (lab) =>
      nft(
        podNamed(lab, "b").netns,
        "add table inet x",
        "add chain inet x i { type filter hook input priority 0; policy accept; }",
        "add rule inet x i tcp dport 8080 reject with tcp reset",
      ),
    args: protocolArgs("tcp"),
    expect: { stage: "destination-pod", direction: "request", code: "POD_FIREWALL_DROP" },
  },
  {
    name: "an ACL of nobody drops",
    breaks: (lab) => nbctl(lab, "acl-add", "ovn-default", "to-lport", "3000", toB, "drop"),
    expect: { stage: "destination-bridge", direction: "request", code: "ACL_DENIED" },
  },
  {
    name: "an ACL rejects",
    breaks: (lab) => nbctl(lab, "acl-add", "ovn-default", "to-lport", "3000", toB, "reject"),
    args: protocolArgs("tcp"),
    expect: { stage: "destination-bridge", direction: "request", code: "ACL_DENIED" },
  },
  {
    name: "a router policy drops",
    breaks: (lab) =>
      nbctl(lab, "lr-policy-add", "ovn-cluster", "32000", "ip4.dst == 10.17.0.0/16", "drop"),
    args: ["a", "d"],
    expect: { stage: "source-bridge", direction: "request", code: "ROUTER_POLICY_DROP" },
  },
  {
    name: "the router has no port on the destination's subnet",
    breaks: (lab) => nbctl(lab, "lrp-del", "ovn-cluster-subnet2"),
    args: ["a", "d"],
    expect: { stage: "source-bridge", direction: "request", code: "NO_LOGICAL_ROUTE" },
  },
  {
    name: "the logical port is disabled",
    breaks: (lab) => nbctl(lab, "lsp-set-enabled", "b.default", "disabled"),
    expect: { stage: "source-bridge", direction: "request", code: "LOGICAL_PORT_DISABLED" },
  },
  {
    name: "a permanent neighbour entry with another MAC",
    breaks: (lab) =>
      inNamespace(
        podNamed(lab, "a").netns,
        ...["ip", "neigh", "replace", podNamed(lab, "b").ip],
        ...["lladdr", "00:00:00:de:ad:99", "dev", "eth0"],
      ),
    expect: { stage: "source-bridge", direction: "request", code: "POD_NEIGHBOUR_WRONG" },
  },
  {
    name: "the source's questions for MAC addresses are dropped",
    breaks: async (lab) => {
      const drop = "priority=60000,arp,actions=";
      await ofctl(nodeNamed(lab, "node1"), "add-flow", "br-int", drop);
      await inNamespace(podNamed(lab, "a").netns, "ip", "neigh", "flush", "all");
    },
    expect: { stage: "source-bridge", direction: "request", code: "FLOW_ALIEN" },
  },
  {
    name: "a drop on the bridge of the uplink",
    breaks: (lab) =>
      ofctl(nodeNamed(lab, "node1"), "add-flow", "br-phy", "priority=9,udp,tp_dst=6081,actions="),
    expect: { stage: "source-bridge", direction: "request", code: "FLOW_ALIEN" },
  },
  {
    name: "a drop with a cookie of its own in the middle of the pipeline",
    breaks: (lab) =>
      ofctl(
        nodeNamed(lab, "node2"),
        ...["add-flow", "br-int"],
        `cookie=0xdeadbeef,table=45,priority=65000,ip,nw_dst=${podNamed(lab, "b").ip},actions=`,
      ),
    expect: { stage: "destination-bridge", direction: "request", code: "FLOW_ALIEN" },
  },
  {
    name: "a table is emptied while ovn-controller is well",
    breaks: (lab) => ofctl(nodeNamed(lab, "node2"), "del-flows", "br-int", "table=65"),
    expect: { stage: "destination-bridge", direction: "request", code: "FLOWS_NOT_INSTALLED" },
  },
  {
    name: "the NIC of the destination's node is down",
    breaks: (lab) =>
      inNamespace(nodeNamed(lab, "node2").netns, "ip", "link", "set", "eth0", "down"),
    expect: { stage: "underlay", direction: "request", code: "INTERFACE_DOWN" },
  },
  {
    name: "the NIC of the source's node is down",
    breaks: (lab) =>
      inNamespace(nodeNamed(lab, "node1").netns, "ip", "link", "set", "eth0", "down"),
    expect: { stage: "source-bridge", direction: "request", code: "INTERFACE_DOWN" },
  },
  {
    name: "the MTU of the source node's NIC is too small for what its pods send",
    breaks: (lab) =>
      inNamespace(nodeNamed(lab, "node1").netns, "ip", "link", "set", "eth0", "mtu", "1300"),
    expect: { stage: "source-bridge", direction: "request", code: "MTU_MISMATCH" },
    outcome: "degraded",
  },
  {
    name: "the destination pod has a smaller MTU than the source",
    breaks: (lab) =>
      inNamespace(podNamed(lab, "b").netns, "ip", "link", "set", "eth0", "mtu", "1300"),
    expect: { stage: "destination-pod", direction: "request", code: "MTU_MISMATCH" },
    outcome: "degraded",
  },
  {
    name: "TCP opens and stalls: the underlay passes no full segments",
    breaks: (lab) => inNamespace(lab.underlay.netns, "ip", "link", "set", "u-node2", "mtu", "1300"),
    args: ["--protocol", "tcp", "--port", "8080", "--size", "1390", "--family", "4"],
    expect: { stage: "underlay", direction: "request", code: "PATH_MTU_TOO_SMALL" },
  },
  {
    name: "the destination's node lost its tunnel address",
    breaks: (lab) =>
      inNamespace(nodeNamed(lab, "node2").netns, "ip", "addr", "flush", "dev", "br-phy"),
    expect: { stage: "destination-bridge", direction: "request", code: "ENCAP_IP_MISMATCH" },
  },
  {
    name: "ovs-vswitchd of the destination's node is killed",
    breaks: (lab) => killByPidFile(`${nodeNamed(lab, "node2").ovsRunDir}/ovs-vswitchd.pid`),
    expect: { stage: "destination-bridge", direction: "request", code: "OVS_DOWN" },
  },
];

/** What `ip addr show` and `ip route show` say of a namespace, of both families. */
async function addressing(netns: string): Promise<readonly string[]> {
  const show = (...what: string[]): Promise<string> => inNamespace(netns, "ip", ...what);
  const routes = [await show("route", "show"), await show("-6", "route", "show")];
  return [await show("addr", "show", "dev", "eth0"), ...routes];
}

test("clear takes off what a hand added to declared routes and addresses", async () => {
  const { netns, ip, prefixLength, gateway } = podNamed(session.status(), "a");
  const before = await addressing(netns);
  const route = ["default", "via", gateway, "dev", "eth0"];
  const preferred = ["preferred_lft", "900"];
  const address = [`${ip}/${prefixLength}`, "dev", "eth0"];
  await inNamespace(netns, "ip", "route", "change", ...route, "mtu", "lock", "600");
  await inNamespace(netns, "ip", "route", "add", ...route, "metric", "50");
  await inNamespace(netns, "ip", "addr", "change", ...address, "valid_lft", "900", ...preferred);
  assert.notDeepEqual(await addressing(netns), before);
  await lab("clear");
  assert.deepEqual(await addressing(netns), before);
});

for (const { name, breaks, args, expect, outcome } of faults) {
  test(name, async () => {
    await breaks(session.status());
    const ends = args?.[0]?.startsWith("-") || args === undefined ? ["a", "b"] : [];
    const run = await diagnose(session.env(), ...ends, ...(args ?? []));
    const { diagnosis } = run;
    const got = {
      stage: diagnosis?.failure?.stage,
      direction: diagnosis?.failure?.direction,
      code: diagnosis?.cause?.code,
    };
    assert.deepEqual(got, expect, JSON.stringify(diagnosis?.coverage ?? run.stderr));
    assert.equal(diagnosis?.outcome, outcome ?? "unreachable");
    assert.equal(run.exitCode, 1);
  });
}
