import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeLossCheck } from "../../../../../aggregator/checks/ovs/loss.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { failed, recorded } from "../../verdict/edit-case.ts";
import { findings } from "../host-evidence.ts";

const lossy = recorded("host-firewall-loss.cross-node.icmp");

test("packets that are lost on a bridge are no reason: what may drop them is", () => {
  assert.deepEqual(findings(bridgeLossCheck, lossy), [
    "BRIDGE_LOSS destination-bridge/request supporting",
  ]);
  const { cause, confidence } = conclude(lossy);
  assert.deepEqual([cause?.code, confidence], ["HOST_FIREWALL_DROP", "likely"]);
});

test("where nothing is known that may drop them, that is likely and not confirmed", () => {
  const { cause, confidence, failure } = conclude(failed(lossy, "netns"));
  assert.deepEqual([cause?.code, confidence], ["BRIDGE_LOSS", "likely"]);
  assert.equal(failure?.stage, "destination-bridge");
});

test("a meter on the way is a reason", () => {
  assert.deepEqual(findings(bridgeLossCheck, recorded("qos-rate-limit.cross-node.tcp")), [
    "RATE_LIMITED source-bridge/request decisive",
  ]);
});

test("a meter that only large packets exceed is one, too", () => {
  const large = recorded("qos-burst-small.cross-node.icmp");
  assert.deepEqual(findings(bridgeLossCheck, large), [
    "RATE_LIMITED source-bridge/request decisive",
  ]);
  assert.deepEqual(findings(bridgeLossCheck, failed(large, "openflow-trace")), ["clean"]);
});

test("a path that loses nothing, and one of which nobody told", () => {
  const healthy = recorded("healthy.cross-node.icmp");
  assert.deepEqual(findings(bridgeLossCheck, healthy), ["clean"]);
  assert.deepEqual(findings(bridgeLossCheck, failed(healthy, "probe")), ["skipped"]);
});
