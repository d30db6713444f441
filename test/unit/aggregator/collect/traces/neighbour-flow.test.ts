import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbourFlow } from "../../../../../aggregator/collect/traces/neighbour-flow.ts";

const asker = { ofport: 3, mac: "00:00:00:aa:00:05" } as const;

test("an ARP request is broadcast and names both addresses (RFC 826)", () => {
  assert.equal(
    neighbourFlow({ ...asker, ip: "10.16.0.5", target: "10.16.0.6" }),
    "in_port=3,arp,arp_op=1,dl_src=00:00:00:aa:00:05,dl_dst=ff:ff:ff:ff:ff:ff," +
      "arp_spa=10.16.0.5,arp_tpa=10.16.0.6,arp_sha=00:00:00:aa:00:05,arp_tha=00:00:00:00:00:00",
  );
});

test("a neighbour solicitation goes to the target's solicited-node address (RFC 4291)", () => {
  const flow = neighbourFlow({ ...asker, ip: "fd00::5", target: "fd00::12:3456" });
  assert.ok(flow.includes("ipv6_dst=ff02::1:ff12:3456,"), flow);
  assert.ok(flow.includes("dl_dst=33:33:ff:12:34:56,"), flow);
  assert.ok(flow.includes("icmpv6_type=135") && flow.includes("nw_ttl=255"), flow);
  assert.ok(flow.endsWith("nd_target=fd00::12:3456,nd_sll=00:00:00:aa:00:05"), flow);
});
