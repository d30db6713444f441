import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TapError } from "../../../../agent/capture/tap-error.ts";
import { tapLimits, tapSettings, tcpdumpVector } from "../../../../agent/capture/tcpdump-vector.ts";

describe("a tap's vector", () => {
  test("fills in defaults for zeros", () => {
    assert.deepEqual(tapSettings("icmp", 0, 0), {
      filter: "icmp",
      snapLength: tapLimits.defaultSnapLength,
      maxPackets: tapLimits.defaultMaxPackets,
    });
  });

  test("has the filter as one argument, last, where it can be no option", () => {
    const vector = tcpdumpVector(tapSettings("-w /etc/passwd", 96, 1));
    assert.deepEqual(vector.slice(-2), ["--", "not ifindex 1 and (-w /etc/passwd)"]);
  });

  test("keeps root, or the kernel would forget to end it with its agent", () => {
    const vector = tcpdumpVector(tapSettings("", 0, 0));
    assert.equal(vector[vector.indexOf("-Z") + 1], "root");
    assert.equal(vector.at(-1), "not ifindex 1");
    assert.ok(vector.includes("-U"));
  });

  for (const [filter, snap, code] of [
    ["icmp", 10, "SNAP_LENGTH_OUT_OF_RANGE"],
    ["icmp", 1_000_000, "SNAP_LENGTH_OUT_OF_RANGE"],
    ["x".repeat(20_000), 0, "FILTER_TOO_LONG"],
    ["icmp\0", 0, "FILTER_WITH_NUL"],
  ] as const) {
    test(`refuses by ${code} (${filter.length} characters, ${snap})`, () => {
      assert.throws(
        () => tapSettings(filter, snap, 0),
        (thrown) => thrown instanceof TapError && thrown.type.code === code,
      );
    });
  }
});
