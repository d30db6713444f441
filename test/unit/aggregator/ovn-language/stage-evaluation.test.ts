import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogicalFlow } from "../../../../aggregator/inventory/ovn/southbound-rows.ts";
import type { MatchedPacket } from "../../../../aggregator/ovn-language/match-evaluation.ts";
import { decidingFlow } from "../../../../aggregator/ovn-language/stage-evaluation.ts";

const names = { addressSet: () => null, portGroup: () => null };
const packet: MatchedPacket = {
  ipSrc: "10.20.0.2",
  ipDst: "198.18.0.254",
  protocol: 1,
  icmpType: 8,
  fields: { reg7: 0n },
};

function flow(priority: number, match: string, actions = "next;"): LogicalFlow {
  return {
    uuid: `${priority} ${match}`,
    logicalDatapath: "d",
    logicalDpGroup: null,
    pipeline: "ingress",
    tableId: 15,
    priority,
    match,
    actions,
    stageName: "lr_in_ip_routing",
    stageHint: null,
    externalIds: new Map(),
  };
}

function decided(flows: readonly LogicalFlow[], changes: Partial<MatchedPacket> = {}): string {
  const decision = decidingFlow(flows, { ...packet, ...changes }, names);
  if (decision.kind === "flows") return decision.flows.map(({ uuid }) => uuid).join(", ");
  return decision.kind === "none" ? "none" : `unknown ${decision.flow.uuid}`;
}

const rest = flow(0, "1", "drop;");
const solicitations = flow(10_550, "nd_rs || nd_ra", "drop;");
const bySource = flow(1, "reg7 == 0 && ip4.src == 10.20.0.0/24");
const byDefault = flow(4, "reg7 == 0 && ip4.dst == 0.0.0.0/0");

test("the highest priority that matches decides, in whatever order the flows are", () => {
  const flows = [rest, bySource, byDefault, solicitations];
  assert.equal(decided(flows), byDefault.uuid);
  assert.equal(decided([...flows].reverse()), byDefault.uuid);
  assert.equal(decided([rest, bySource, solicitations]), bySource.uuid);
  assert.equal(decided([rest], { ipDst: "1.1.1.1" }), rest.uuid);
});

test("registers that are not known leave it open, other values do not", () => {
  const { fields: _, ...unknown } = packet;
  const decision = decidingFlow([rest, byDefault], unknown, names);
  assert.equal(decision.kind, "unknown");
  assert.equal(decided([rest, byDefault], { fields: { reg7: 5n } }), rest.uuid);
});

test("what cannot be evaluated matters only where it comes first", () => {
  const odd = flow(3, 'ip4 && is_something_new("x")');
  assert.equal(decided([odd, byDefault, rest]), byDefault.uuid);
  assert.equal(decided([odd, bySource, rest]), `unknown ${odd.uuid}`);
});

test("of one priority all that match, as any of them may take the packet", () => {
  const one = flow(5, "ip4.dst == 198.18.0.0/24");
  const other = flow(5, "ip4.src == 10.20.0.2");
  assert.equal(decided([other, rest, one]), `${other.uuid}, ${one.uuid}`);
  assert.equal(decided([flow(5, "ip6")]), "none");
});
