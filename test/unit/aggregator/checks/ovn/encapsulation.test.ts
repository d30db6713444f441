import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { said } from "../../../../../proto/reasons/index.ts";
import type { ProblemPart } from "../../../../../proto/wire/enums.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";

const healthy = recorded("healthy.cross-node.tcp");
const zones = recorded("transport-zones-differ.cross-node.icmp");
const shared = recorded("chassis-id-shared.cross-node.icmp");
const neighbour = recorded("tunnel-neighbour-wrong.cross-node.tcp");
const gone = recorded("encap-ip-gone.cross-node.icmp");

/** As an agent tells it: nothing in the lists of what it could not read, and why not. */
function unreadAtBoth(caseFile: CaseFile, part: ProblemPart, empty: object): CaseFile {
  const problems = [{ part, why: said("not permitted") }];
  return edited(caseFile, "node", (_, data) => ({ ...data, ...empty, problems }));
}

const database = { tunnels: [], bridgePorts: [], tunnelNeighbours: [], externalIds: {} };

function statusOf(caseFile: CaseFile, name: string): string | undefined {
  return conclude(caseFile).checks.find((one) => one.name === name)?.status;
}

function codesOf(caseFile: CaseFile): string[] {
  return conclude(caseFile).findings.map(({ code }) => code);
}

test("found, and clean", () => {
  assert.equal(statusOf(healthy, "ovn/encapsulation"), "clean");
  assert.ok(codesOf(zones).includes("TUNNEL_MISSING"));
});

test("tunnels that could not be read are not missing, and place nothing", () => {
  for (const caseFile of [healthy, zones]) {
    const unread = unreadAtBoth(caseFile, "ovs-database", database);
    assert.equal(statusOf(unread, "ovn/encapsulation"), "skipped");
    assert.ok(!codesOf(unread).includes("TUNNEL_MISSING"));
  }
  // Here the stage is known by the tunnel that the receiver does not have.
  assert.equal(conclude(shared).failure?.stage, "destination-bridge");
  assert.equal(conclude(unreadAtBoth(shared, "ovs-database", database)).failure, null);
});

test("addresses that could not be read are not proven to be right", () => {
  assert.ok(codesOf(gone).includes("ENCAP_IP_MISMATCH"));
  const unread = unreadAtBoth(gone, "links", { links: [] });
  assert.equal(statusOf(unread, "ovn/encapsulation"), "skipped");
});

test("neighbours that could not be read are not right", () => {
  assert.ok(codesOf(neighbour).includes("TUNNEL_NEIGHBOUR_WRONG"));
  const parts = { "ovs-database": database, neighbours: { tunnelNeighbours: [] } };
  for (const [part, empty] of Object.entries(parts)) {
    const unread = unreadAtBoth(neighbour, part as ProblemPart, empty);
    assert.equal(statusOf(unread, "underlay/neighbour"), "skipped");
  }
});
