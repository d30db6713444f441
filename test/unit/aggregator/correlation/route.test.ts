import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "../../../../aggregator/correlation/route.ts";

function words(options: Parameters<typeof routeOf>[0]): string[] {
  const { steps, last } = routeOf(options);
  const all = steps.map(
    ({ before, point, way }) => `${before.stage} ${before.direction} > ${point} ${way}`,
  );
  return [...all, `${last.stage} ${last.direction}`];
}

test("two nodes: both pods, both uplinks, and back", () => {
  assert.deepEqual(words({ relation: "cross-node", tunnelDevices: [] }), [
    "source-pod request > source-veth in",
    "source-bridge request > source-uplink out",
    "underlay request > destination-uplink in",
    "destination-bridge request > destination-veth out",
    "destination-pod request > destination-veth in",
    "destination-bridge reply > destination-uplink out",
    "underlay reply > source-uplink in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("the kernel datapath adds a point on each bridge", () => {
  assert.deepEqual(words({ relation: "cross-node", tunnelDevices: ["source", "destination"] }), [
    "source-pod request > source-veth in",
    "source-bridge request > source-tunnel out",
    "source-bridge request > source-uplink out",
    "underlay request > destination-uplink in",
    "destination-bridge request > destination-tunnel in",
    "destination-bridge request > destination-veth out",
    "destination-pod request > destination-veth in",
    "destination-bridge reply > destination-tunnel out",
    "destination-bridge reply > destination-uplink out",
    "underlay reply > source-uplink in",
    "source-bridge reply > source-tunnel in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("one node: one bridge between two veths", () => {
  assert.deepEqual(words({ relation: "same-node", tunnelDevices: [] }), [
    "source-pod request > source-veth in",
    "source-bridge request > destination-veth out",
    "destination-pod request > destination-veth in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});
