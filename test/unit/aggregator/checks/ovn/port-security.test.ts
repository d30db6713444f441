import assert from "node:assert/strict";
import { test } from "node:test";
import { portSecurityCheck } from "../../../../../aggregator/checks/ovn/port-security.ts";
import { failed, recorded } from "../../verdict/edit-case.ts";
import { findings } from "../host-evidence.ts";

const of = (caseFile: ReturnType<typeof recorded>): string[] =>
  findings(portSecurityCheck, caseFile);

test("port security that does not admit the pod's address is found", () => {
  assert.deepEqual(of(recorded("port-security.cross-node.icmp")), [
    "PORT_SECURITY_DROP source-bridge/request decisive",
    "PORT_SECURITY_DROP source-bridge/reply decisive",
  ]);
});

test("a port without any is no such drop, though its stage drops what is disabled", () => {
  assert.deepEqual(of(recorded("logical-port-disabled.cross-node.icmp")), ["clean"]);
});

test("what the port admits could not be looked at: nothing is said", () => {
  const blind = failed(recorded("port-security.cross-node.icmp"), "logical-port");
  assert.deepEqual(of(blind), ["skipped"]);
});
