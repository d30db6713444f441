import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbourCheck } from "../../../../../aggregator/checks/pod/neighbour.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { failed, recorded } from "../../verdict/edit-case.ts";
import { findings } from "../host-evidence.ts";

const silent = recorded("vlan-host-silent.cross-node.icmp");

test("a question that leaves the node and is not answered: the network outside", () => {
  assert.deepEqual(findings(neighbourCheck, silent), [
    "ARP_UNANSWERED underlay/request supporting",
  ]);
  const { failure } = conclude(silent);
  assert.equal(failure?.lastSeenAt, "provider-uplink");
});

test("a question that was answered, also where the other end cannot be looked at", () => {
  const healthy = recorded("healthy-underlay-external.cross-node.icmp");
  assert.deepEqual(findings(neighbourCheck, healthy), ["clean"]);
});

test("nobody looked at the pod's veth", () => {
  assert.deepEqual(findings(neighbourCheck, failed(silent, "tap")), ["skipped"]);
  assert.equal(conclude(failed(silent, "tap")).outcome, "inconclusive");
});
