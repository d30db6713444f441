import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "../../../../../aggregator/correlation/join/route.ts";

type Options = Parameters<typeof routeOf>[0];

interface Words extends Partial<Omit<Options["plan"], "source" | "destination">> {
  readonly tunnelDevices?: Options["tunnelDevices"];
  readonly to?: Options["plan"]["destination"];
}

function words({ tunnelDevices = [], to, ...plan }: Words): string[] {
  const { steps, last } = routeOf({
    plan: {
      relation: "cross-node",
      fabric: "tunnel",
      exit: "none",
      service: null,
      source: { attachment: "veth" },
      destination: to ?? { attachment: "veth", kind: "Pod" },
      ...plan,
    },
    tunnelDevices,
  });
  const all = steps.map(
    ({ before, point, way }) => `${before.stage} ${before.direction} > ${point} ${way}`,
  );
  return [...all, `${last.stage} ${last.direction}`];
}

test("two nodes: both pods, both uplinks, and back", () => {
  assert.deepEqual(words({ relation: "cross-node" }), [
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
  assert.deepEqual(words({ tunnelDevices: ["source", "destination"] }), [
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
  assert.deepEqual(words({ relation: "same-node" }), [
    "source-pod request > source-veth in",
    "source-bridge request > destination-veth out",
    "destination-pod request > destination-veth in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("a node: its host is reached by ovn0, and answers there", () => {
  const to = { attachment: "ovn0", kind: "Node" } as const;
  assert.deepEqual(words({ exit: "host", to }), [
    "source-pod request > source-veth in",
    "source-bridge request > source-uplink out",
    "underlay request > destination-uplink in",
    "destination-bridge request > gateway-ovn0 in",
    "gateway request > gateway-ovn0 out",
    "destination-bridge reply > destination-uplink out",
    "underlay reply > source-uplink in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("outside, by the pod's own node: ovn0, the host, its NIC", () => {
  const to = { attachment: "ovn0", kind: "Node" } as const;
  assert.deepEqual(words({ relation: "same-node", exit: "outside", to }), [
    "source-pod request > source-veth in",
    "source-bridge request > gateway-ovn0 in",
    "gateway request > gateway-uplink out",
    "underlay request > gateway-uplink in",
    "gateway reply > gateway-ovn0 out",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("outside, by a gateway node: tunnel, ovn0, the host, its NIC", () => {
  const to = { attachment: "ovn0", kind: "Node" } as const;
  assert.deepEqual(words({ exit: "outside", to }), [
    "source-pod request > source-veth in",
    "source-bridge request > source-uplink out",
    "underlay request > gateway-uplink in",
    "gateway request > gateway-ovn0 in",
    "gateway request > gateway-uplink out",
    "underlay request > gateway-uplink in",
    "gateway reply > gateway-ovn0 out",
    "gateway reply > gateway-uplink out",
    "underlay reply > source-uplink in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("a provider network: both NICs, no tunnel", () => {
  assert.deepEqual(words({ fabric: "provider" }), [
    "source-pod request > source-veth in",
    "source-bridge request > provider-uplink out",
    "underlay request > provider-uplink in",
    "destination-bridge request > destination-veth out",
    "destination-pod request > destination-veth in",
    "destination-bridge reply > provider-uplink out",
    "underlay reply > provider-uplink in",
    "source-bridge reply > source-veth out",
    "source-pod reply",
  ]);
});

test("a Service without a backend ends where it would be translated", () => {
  const to = { attachment: "none", kind: "Address" } as const;
  assert.deepEqual(words({ relation: "same-node", service: {}, to }), [
    "source-pod request > source-veth in",
    "service request > source-veth out",
    "source-pod reply",
  ]);
});
