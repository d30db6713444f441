import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOutcome } from "../../../../../aggregator/checks/check.ts";
import { ownPacketsCheck } from "../../../../../aggregator/checks/host/own-packets.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import type { PodFacts } from "../../../../../proto/wire/facts.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

type Route = NonNullable<PodFacts["routeTo"]>;

/** What the check says of a recorded path with another answer to `ip route get` on the source. */
function outcomeOf(recorded: string, route: Partial<Route> | string): CheckOutcome {
  const found = recordedCases().find(({ name }) => name.startsWith(recorded))?.caseFile;
  assert.ok(found, recorded);
  const edited = (item: EvidenceItem): EvidenceItem => {
    if (item.name !== "pod" || item.role !== "source" || item.data === null) return item;
    const { routeTo } = item.data;
    const none = { destination: "", gateway: "", device: "", source: "", table: "", type: "" };
    const data: PodFacts =
      typeof route === "string"
        ? { ...item.data, routeTo: null, routeError: route }
        : { ...item.data, routeTo: { ...(routeTo ?? none), ...route }, routeError: "" };
    return { ...item, data };
  };
  const view = new CaseView({ ...found, evidence: found.evidence.map(edited) });
  return ownPacketsCheck.run({ view, located: locate(view), stage: null });
}

function codesOf(outcome: CheckOutcome): string[] {
  return outcome.status === "found" ? outcome.found.map(({ code }) => code) : [outcome.status];
}

const byOvn0 = "healthy-from-node.cross-node.icmp.";
const byNic = "healthy-between-nodes.cross-node.icmp.";

test("to a pod the node's route leads to ovn0, to another node to its NIC", () => {
  assert.deepEqual(codesOf(outcomeOf(byOvn0, {})), ["clean"]);
  assert.deepEqual(codesOf(outcomeOf(byNic, {})), ["clean"]);
});

test("to a pod by anything else, or not at all", () => {
  const byDocker = { device: "docker0", gateway: "" };
  assert.deepEqual(codesOf(outcomeOf(byOvn0, byDocker)), ["NODE_ROUTE_MISSING"]);
  const unreachable = "RTNETLINK answers: Network is unreachable";
  assert.deepEqual(codesOf(outcomeOf(byOvn0, unreachable)), ["NODE_ROUTE_MISSING"]);
});

test("to another node into OVN, or not at all; another NIC is as good", () => {
  assert.deepEqual(codesOf(outcomeOf(byNic, { device: "ovn0" })), ["NODE_ROUTE_ELSEWHERE"]);
  const unreachable = "RTNETLINK answers: No route to host";
  assert.deepEqual(codesOf(outcomeOf(byNic, unreachable)), ["NODE_NO_ROUTE"]);
  assert.deepEqual(codesOf(outcomeOf(byNic, { device: "bond1" })), ["clean"]);
});

test("without the address on ovn0 the kernel has dropped the routes: the address is first", () => {
  const recorded = "node-address-wrong.cross-node.icmp.";
  assert.deepEqual(codesOf(outcomeOf(recorded, {})), [
    "NODE_ADDRESS_MISSING",
    "NODE_ROUTE_MISSING",
  ]);
  // Routes that are there lead packets all the same.
  assert.deepEqual(codesOf(outcomeOf(recorded, { device: "ovn0" })), ["clean"]);
});
