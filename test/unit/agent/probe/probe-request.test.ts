import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ProbeError, probeRequest } from "../../../../agent/probe/probe-request.ts";
import type { ProbeCommand__Output } from "../../../../proto/gen/tapline/v1/ProbeCommand.ts";

const command: ProbeCommand__Output = {
  pod: null,
  protocol: "PROTOCOL_TCP",
  destination: "10.16.0.6",
  port: 8080,
  count: 0,
  intervalMs: 0,
  waitMs: 0,
  packetBytes: 0,
  dontFragment: false,
  httpPath: "",
  httpHost: "",
  identifier: 0,
  sweep: null,
};

describe("a probe's request", () => {
  test("has defaults for zeros", () => {
    const { count, intervalMs, waitMs, family } = probeRequest(command);
    assert.deepEqual([count, intervalMs, waitMs, family], [5, 50, 1_000, 4]);
    assert.equal(probeRequest({ ...command, destination: "fd00::6" }).family, 6);
  });

  test("needs no port for ICMP", () => {
    assert.equal(probeRequest({ ...command, protocol: "PROTOCOL_ICMP", port: 0 }).port, 0);
  });

  for (const [field, change] of [
    ["protocol", { protocol: "PROTOCOL_UNSPECIFIED" }],
    ["destination", { destination: "b.default.svc" }],
    ["destination", { destination: "-f" }],
    ["port", { port: 0 }],
    ["port", { port: 70_000 }],
    ["count", { count: 1_000 }],
    ["interval_ms", { intervalMs: 1 }],
    ["wait_ms", { waitMs: 60_000 }],
    ["packet_bytes", { packetBytes: 70_000 }],
    ["identifier", { identifier: 65_536 }],
    ["http_path", { httpPath: "healthz" }],
    ["http_path", { httpPath: "/a b" }],
    ["http_path", { httpPath: "/a\r\nX: y" }],
    ["http_path", { httpPath: "/", protocol: "PROTOCOL_ICMP" }],
    ["http_host", { httpPath: "/", httpHost: "a b" }],
  ] as const) {
    test(`refuses ${JSON.stringify(change)}`, () => {
      assert.throws(
        () => probeRequest({ ...command, ...change }),
        (thrown) => thrown instanceof ProbeError && thrown.type.field === field,
      );
    });
  }
});
