import assert from "node:assert/strict";
import { test } from "node:test";
import { isInIpset } from "../../../../../aggregator/firewall/ipset/match.ts";
import { parseIpsets, withTransients } from "../../../../../aggregator/firewall/ipset/save.ts";
import type { FirewallPacket } from "../../../../../aggregator/firewall/packet.ts";
import { PacketState } from "../../../../../aggregator/firewall/packet-state.ts";
import { tcpPacket } from "../firewall-fixture.ts";

// As `ipset save` of ipset 7.17 prints them.
const text = `create nets hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1
add nets 10.16.0.0/16
add nets 10.16.0.0/24 nomatch
add nets 10.16.0.8/29
add nets 192.0.2.7
create nets6 hash:net family inet6 maxelem 65536 initval 0x2
add nets6 fd00::/64
create ips hash:ip family inet netmask 24 maxelem 65536 initval 0x3
add ips 10.16.0.0
create KUBE-CLUSTER-IP hash:ip,port family inet maxelem 65536 initval 0x4
add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
add KUBE-CLUSTER-IP 10.96.0.10,udp:53
add KUBE-CLUSTER-IP 10.16.0.6,icmp:echo-request
create KUBE-LOOP-BACK hash:ip,port,ip family inet maxelem 65536 initval 0x5
add KUBE-LOOP-BACK 10.16.0.6,tcp:8080,10.16.0.6
create netport hash:net,port family inet maxelem 65536 initval 0x6 timeout 600 comment
add netport 10.16.0.0/16,tcp:8080 timeout 585 comment "a, b"
create ports bitmap:port range 0-65535
add ports 8080
create all list:set size 8
add all nets6
add all netport
create inner list:set size 8
add inner all
create iface hash:net,iface family inet maxelem 65536 initval 0x7
add iface 10.16.0.0/16,eth0
add iface 10.17.0.0/16,eth wildcard
add iface 10.18.0.0/16,physdev:eth0
create macs hash:mac maxelem 65536 initval 0x8
add macs 00:00:00:AA:01:05
create pairs hash:net,net family inet maxelem 65536 initval 0x9
add pairs 10.16.0.0/16,10.16.0.0/16
add pairs 10.16.0.0/24,10.16.0.6 nomatch
create odd hash:ip family inet bitmask 255.0.0.255 maxelem 65536 initval 0xa
`;
const sets = parseIpsets(text);

function ask(words: string, packet: Partial<FirewallPacket> = {}) {
  const [name = "", directions = "", ...more] = words.replace(/^! /, "").split(" ");
  const question = {
    ...{ name, directions: directions.split(","), isNegated: words.startsWith("!") },
    exceptionsMatch: more.includes("--return-nomatch"),
    asksCounters: more.includes("--packets-gt"),
  };
  return isInIpset(question, sets, new PacketState({ ...tcpPacket, ...packet }, []));
}

test("the longest prefix decides, also when it is an exception", () => {
  assert.equal(ask("nets src", { source: "10.16.9.5" }), "yes");
  assert.equal(ask("nets src"), "no", "10.16.0.5 is in the exception");
  assert.equal(ask("nets src", { source: "10.16.0.9" }), "yes", "in the prefix within it");
  assert.equal(ask("nets dst", { destination: "192.0.2.7" }), "yes");
  assert.equal(ask("nets dst", { destination: "192.0.2.8" }), "no");
  assert.equal(ask("! nets src"), "yes");
  assert.equal(ask("nets src --return-nomatch"), "yes");
  assert.equal(ask("nets src --return-nomatch", { source: "10.16.9.5" }), "no");
  assert.equal(ask("pairs src,dst"), "no");
  assert.equal(ask("pairs src,dst", { destination: "10.16.0.7" }), "yes");
});

test("a set of one family holds no address of the other", () => {
  const v6 = { source: "fd00::5", destination: "fd00:1::6" };
  assert.equal(ask("nets6 src", v6), "yes");
  assert.equal(ask("nets6 dst", v6), "no");
  assert.equal(ask("nets src", v6), "no");
  assert.equal(ask("! nets src", v6), "yes");
  assert.equal(ask("nets6 src"), "no");
});

test("a netmask cuts the packet's address", () => {
  assert.equal(ask("ips src"), "yes");
  assert.equal(ask("ips src", { source: "10.16.1.5" }), "no");
});

test("each dimension has its own direction", () => {
  const service = { destination: "10.96.0.1", destinationPort: 443 };
  assert.equal(ask("KUBE-CLUSTER-IP dst,dst", service), "yes");
  assert.equal(ask("KUBE-CLUSTER-IP src,dst", service), "no");
  assert.equal(ask("KUBE-CLUSTER-IP dst,dst", { ...service, protocol: "udp" }), "no");
  assert.equal(ask("KUBE-CLUSTER-IP dst,src", service), "maybe", "any port is the source's");
  const back = { source: "10.96.0.1", sourcePort: 443, destinationPort: null };
  assert.equal(ask("KUBE-CLUSTER-IP src,src", back), "yes");
  assert.equal(ask("KUBE-LOOP-BACK dst,dst,src", { source: "10.16.0.6" }), "yes");
  assert.equal(ask("KUBE-LOOP-BACK dst,dst,src"), "no");
  assert.equal(ask("KUBE-CLUSTER-IP dst", service), "no", "too few directions never match");
  assert.equal(ask("! KUBE-CLUSTER-IP dst", service), "yes");
  assert.equal(ask("nets src,dst", { source: "10.16.9.5" }), "yes", "too many do");
});

test("ICMP messages stand where ports stand, but not in a bitmap", () => {
  const echo = { protocol: "icmp", destinationPort: null, icmpType: "echo-request" } as const;
  assert.equal(ask("KUBE-CLUSTER-IP dst,dst", echo), "yes");
  assert.equal(ask("KUBE-CLUSTER-IP dst,dst", { ...echo, icmpType: "echo-reply" }), "no");
  assert.equal(ask("ports dst", echo), "no");
  assert.equal(ask("ports dst"), "yes");
  assert.equal(ask("ports dst", { destinationPort: 80 }), "no");
  assert.equal(ask("ports src"), "maybe");
});

test("a list asks its sets, each with the directions that it is asked with", () => {
  assert.equal(ask("all src,dst"), "yes");
  assert.equal(ask("all src"), "no", "one direction is too few for the second of them");
  assert.equal(ask("all src,dst", { destinationPort: 80 }), "no");
  assert.equal(ask("inner src,dst"), "maybe", "the kernel has no lists of lists");
});

test("interfaces are looked for in or out", () => {
  assert.equal(ask("iface src,src"), "yes");
  assert.equal(ask("iface src,src", { inInterface: "eth1" }), "no");
  assert.equal(ask("iface src,src", { source: "10.17.0.1", inInterface: "eth1" }), "yes");
  assert.equal(ask("iface src,src", { source: "10.18.0.1" }), "maybe");
  assert.equal(ask("iface src,dst"), "maybe", "it is not known by which it leaves");
});

test("what is not known is maybe", () => {
  assert.equal(ask("macs src"), "maybe");
  assert.equal(ask("odd src"), "maybe", "an option that is not known");
  assert.equal(ask("none src"), "maybe");
  assert.equal(ask("nets src --packets-gt", { source: "10.16.9.5" }), "maybe");
  assert.equal(ask("nets src --packets-gt"), "no");
  const question = {
    ...{ name: "nets", directions: ["src"], isNegated: false },
    ...{ exceptionsMatch: false, asksCounters: false },
  };
  assert.equal(isInIpset(question, null, new PacketState(tcpPacket, [])), "maybe", "nobody looked");
});

test("a member that came or went while packets were sent decides nothing", () => {
  const lines = text.split("\n").filter((line) => !line.includes("192.0.2.7"));
  const without = parseIpsets(lines.join("\n"));
  const packet = new PacketState({ ...tcpPacket, source: "192.0.2.7" }, []);
  const question = {
    ...{ name: "nets", directions: ["src"], isNegated: false },
    ...{ exceptionsMatch: false, asksCounters: false },
  };
  for (const [after, before, held] of [
    [sets, without, "maybe"],
    [without, sets, "maybe"],
    [sets, sets, "yes"],
    [without, without, "no"],
  ] as const) {
    assert.equal(isInIpset(question, withTransients(after, before), packet), held);
  }
});

test("what ipset did not print is an error", () => {
  for (const bad of ["add none 10.0.0.1", "what is this", "create", "add nets"]) {
    assert.throws(() => parseIpsets(`${text}${bad}\n`), SyntaxError, bad);
  }
  assert.equal(parseIpsets("").size, 0);
});
