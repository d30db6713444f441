import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parseConntrackStat, parseSoftnetStat } from "../../../../agent/facts/conntrack.ts";
import {
  parseDeviceCounters,
  parseDriverCounters,
  parsePolicers,
  parseQueues,
} from "../../../../agent/facts/link-counters.ts";
import { parseCoverage, parseZoneLimits } from "../../../../agent/facts/ovs-state.ts";
import { parseSysctls } from "../../../../agent/facts/sysctls.ts";
import { fixture } from "./facts-fixture.ts";

describe("connection tracking of the kernel", () => {
  test("is summed over CPUs, from hexadecimal", () => {
    const text = "entries  found drop\n0000000a  00000001 00000010\n0000000a 00000002 00000001\n";
    assert.deepEqual(parseConntrackStat(text), { nf_conntrack_found: 3, nf_conntrack_drop: 17 });
    const real = parseConntrackStat(fixture("proc/nf_conntrack-stat.linux-6.18.txt"));
    assert.equal(real.nf_conntrack_drop, 0);
    assert.ok(!("nf_conntrack_entries" in real));
  });

  test("is nothing where the kernel has none, and leaves a line out that was cut", () => {
    assert.deepEqual(parseConntrackStat(""), {});
    assert.deepEqual(parseConntrackStat("entries drop\n00000001 00000002\n00000001"), {
      nf_conntrack_drop: 2,
    });
  });

  test("packets dropped before the stack are in the second column", () => {
    assert.deepEqual(parseSoftnetStat("00ff 0000000f 0 0\n00ff 00000001 0 0\n"), {
      softnet_dropped: 16,
    });
    assert.equal(parseSoftnetStat(fixture("proc/softnet_stat.linux-6.18.txt")).softnet_dropped, 0);
  });
});

describe("counters of interfaces", () => {
  test("of the kernel are those of losses that have counted", () => {
    const text =
      "Inter-|   Receive                                                |  Transmit\n" +
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n" +
      "    lo:     84       1    0    0    0     0          0         0       84       1    0" +
      "    0    0     0       0          0\n" +
      "  eth0:9 3 1 2 0 0 0 0 9 3 0 4 0 0 5 0\n  cut:1 2\n";
    assert.deepEqual(
      [...parseDeviceCounters(text)],
      [
        ["lo", {}],
        ["eth0", { rx_errors: 1, rx_dropped: 2, tx_dropped: 4, tx_carrier_errors: 5 }],
      ],
    );
  });

  test("of queues are summed, with their kinds, and a link without a queue has none", () => {
    const queues = [
      { kind: "mq", dev: "eth0", drops: 1 },
      { kind: "fq_codel", dev: "eth0", drops: 4 },
      { kind: "noqueue", dev: "lo", drops: 0 },
    ];
    assert.deepEqual(
      [...parseQueues(JSON.stringify(queues))],
      [
        ["eth0", { counters: { qdisc_dropped: 5 }, disciplines: ["mq", "fq_codel"] }],
        ["lo", { counters: {}, disciplines: ["noqueue"] }],
      ],
    );
  });

  test("of a shaped veth: how often packets waited, and how many do", () => {
    const text = readFileSync("test/fixtures/tc/qdisc-htb-busy.iproute2-6.1.0.json", "utf8");
    const veth = parseQueues(text).get("5d09e2bbbdce_h");
    assert.deepEqual(veth?.disciplines, ["htb"]);
    assert.ok((veth?.counters.shaper_overlimits ?? 0) > 0);
    assert.ok((veth?.counters.shaper_waiting ?? 0) > 0);
    assert.equal(veth?.counters.qdisc_dropped, 0);
  });

  test("of policers are summed over actions, and none are told where there is none", () => {
    // tc-police(8), as iproute2 prints it (tc/m_police.c, tc/tc_util.c print_tcstats2_attr).
    const text =
      "filter protocol all pref 1 basic chain 0 handle 0x1 \n" +
      "\taction order 1:  police 0x1 rate 1Mbit burst 100Kb mtu 64Kb action drop overhead 0b \n" +
      "\tref 1 bind 1  installed 9 sec used 1 sec\n\tAction statistics:\n" +
      "\tSent 84000 bytes 1000 pkt (dropped 12, overlimits 12 requeues 0) \n" +
      "\tbacklog 0b 0p requeues 0\n";
    assert.deepEqual(parsePolicers(text), { policer_dropped: 12 });
    assert.deepEqual(parsePolicers("filter protocol all pref 49152 bpf chain 0 \n"), {});
  });

  test("of drivers are summed over rings", () => {
    const text =
      "NIC statistics:\n     peer_ifindex: 4\n     rx_queue_0_drops: 2\n" +
      "     rx_queue_1_drops: 3\n     rx_queue_0_xdp_packets: 7\n     rx_crc_errors: 1\n";
    assert.deepEqual(parseDriverCounters(text), {
      "ethtool.rx_drops": 5,
      "ethtool.rx_crc_errors": 1,
    });
    assert.deepEqual(parseDriverCounters("no stats available\n"), {});
  });
});

describe("ovs-vswitchd", () => {
  test("tells totals of drops by name", () => {
    const coverage = parseCoverage(fixture("ovs/coverage-node1.ovs-3.1.0.txt"));
    assert.ok((coverage.drop_action_of_pipeline ?? 0) > 0);
    assert.ok(!("netdev_received" in coverage));
  });

  test("tells limits of zones, and none where there is none", () => {
    assert.deepEqual(parseZoneLimits("default limit=10\nzone=3,limit=7,count=2\n"), [
      { zone: 3, limit: 7, connections: 2 },
    ]);
    assert.deepEqual(parseZoneLimits("default limit=0\nzone=3,limit=0,count=2\n"), []);
  });
});

test("kernel settings are read by name, also those that are empty", () => {
  assert.deepEqual(parseSysctls("net.ipv4.ip_forward = 1\nnet.x = \nnonsense\n"), {
    "net.ipv4.ip_forward": "1",
    "net.x": "",
  });
});
