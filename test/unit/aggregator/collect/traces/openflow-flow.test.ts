import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeFlow, ctStates } from "../../../../../aggregator/collect/traces/openflow-flow.ts";
import { planOf } from "../../plan.ts";

const macs = { source: "00:00:00:aa:00:05", destination: "00:00:00:aa:00:06" };
const fromPod = { kind: "pod", ofport: 3 } as const;

test("an echo request as it enters from the pod", () => {
  assert.equal(
    bridgeFlow(planOf("icmp", null), "request", fromPod, macs),
    "in_port=3,icmp,icmp_type=8,icmp_code=0,dl_src=00:00:00:aa:00:05,dl_dst=00:00:00:aa:00:06," +
      "nw_src=10.16.0.5,nw_dst=10.16.0.6,nw_ttl=64",
  );
});

test("the answer turns addresses, ports and flags around", () => {
  const flow = bridgeFlow(planOf("tcp", 8080), "reply", fromPod, macs);
  assert.match(flow, /,tcp,tcp_src=8080,tcp_dst=61001,tcp_flags=0x012,/);
  assert.match(flow, /,nw_src=10\.16\.0\.6,nw_dst=10\.16\.0\.5,/);
  assert.match(bridgeFlow(planOf("udp", 9090), "request", fromPod, macs), /,udp_dst=9090,/);
});

test("IPv6 has its own names of fields", () => {
  const flow = bridgeFlow(planOf("icmp", null, { isV6: true }), "reply", fromPod, macs);
  assert.match(flow, /,icmp6,icmpv6_type=129,icmpv6_code=0,/);
  assert.match(flow, /,ipv6_src=fd00::6,ipv6_dst=fd00::5,/);
});

test("out of a tunnel it carries the keys of OVN's option", () => {
  const entry = {
    kind: "tunnel",
    ofport: 1,
    vni: 3,
    ingressKey: 2,
    egressKey: 7,
    tunnelSource: "198.18.0.11",
    tunnelDestination: "198.18.0.12",
  } as const;
  const flow = bridgeFlow(planOf("icmp", null), "request", entry, macs);
  assert.match(
    flow,
    /,tun_id=0x3,tun_src=198\.18\.0\.11,tun_dst=198\.18\.0\.12,tun_metadata0=0x20007$/,
  );
  const routed = { ...planOf("icmp", null), sameSubnet: false };
  assert.match(bridgeFlow(routed, "request", entry, macs), /,nw_ttl=63,/);
});

test("a tunnel over IPv6 has fields of its own", () => {
  const entry = {
    kind: "tunnel",
    ofport: 1,
    vni: 3,
    ingressKey: 2,
    egressKey: 7,
    tunnelSource: "fd00:198:18::b",
    tunnelDestination: "fd00:198:18::c",
  } as const;
  const flow = bridgeFlow(planOf("icmp", null), "request", entry, macs);
  assert.match(flow, /,tun_ipv6_src=fd00:198:18::b,tun_ipv6_dst=fd00:198:18::c,/);
});

test("a first packet is new to connection tracking, its answer belongs to a connection", () => {
  assert.equal(new Set(ctStates("request")).size, 1);
  assert.deepEqual([ctStates("request")[0], ctStates("reply")[0]], ["trk,new", "trk,est,rpl"]);
});
