import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCounterLines, parseCounterPairs } from "../../../../agent/facts/counters.ts";
import { fixture } from "./facts-fixture.ts";

describe("counters of drops", () => {
  test("have nstat's names", () => {
    const counters = parseCounterPairs(fixture("proc/snmp.linux.txt"));
    assert.equal(counters.IpInDiscards, 0);
    assert.ok("UdpInCsumErrors" in counters && "TcpInErrs" in counters);
    assert.ok(!("IpInReceives" in counters), "what tells of no drop is left out");
    assert.ok(!("TcpMaxConn" in counters));
  });

  test("of TCP's inside are there only when they have counted", () => {
    const text = "TcpExt: ListenDrops TCPTimeouts SyncookiesSent\nTcpExt: 3 0 9\n";
    assert.deepEqual(parseCounterPairs(text), { TcpExtListenDrops: 3 });
    assert.deepEqual(parseCounterPairs(fixture("proc/netstat.linux.txt")), {});
  });

  test("are none where a line of values is missing", () => {
    assert.deepEqual(parseCounterPairs("Ip: InDiscards\nIcmp: InErrors\nIcmp: 4\n"), {
      IcmpInErrors: 4,
    });
  });

  test("of IPv6 stand one in a line", () => {
    const text = "Ip6InReceives                   \t12\nIp6InDiscards                   \t2\n";
    assert.deepEqual(parseCounterLines(text), { Ip6InDiscards: 2 });
  });
});
