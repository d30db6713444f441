import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOutcome } from "../../../../../aggregator/checks/check.ts";
import { podAddressCheck } from "../../../../../aggregator/checks/pod/address.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const healthy = recordedCases().find(({ name }) => name.startsWith("healthy.cross-node.icmp"));
assert.ok(healthy);
const { caseFile } = healthy;
const { ip } = caseFile.plan.destination;

type PodFacts = NonNullable<Extract<EvidenceItem, { name: "pod" }>["data"]>;
type Change = (facts: PodFacts) => Partial<PodFacts>;

/** The check's outcome when the facts of the destination pod are changed so. */
function outcomeWith(change: Change, address = ip): CheckOutcome {
  const evidence = caseFile.evidence.map((item) => {
    if (item.name !== "pod" || item.role !== "destination" || item.data === null) return item;
    return { ...item, data: { ...item.data, ...change(item.data) } };
  });
  const destination = { ...caseFile.plan.destination, ip: address };
  const plan = { ...caseFile.plan, destination };
  const view = new CaseView({ ...caseFile, plan, evidence });
  return podAddressCheck.run({ view, located: locate(view), stage: null });
}

function codeOf(outcome: CheckOutcome): string {
  return outcome.status === "found" ? (outcome.found[0]?.code ?? "") : outcome.status;
}

test("an address that is there and used is clean", () => {
  assert.equal(codeOf(outcomeWith(() => ({}))), "clean");
});

test("an address that detection of duplicates keeps unused is told from a missing one", () => {
  const markedAs = (why: string): Change => {
    return ({ links }) => ({
      links: links.map((link) => ({ ...link, unusableAddresses: { [ip]: why } })),
    });
  };
  for (const [why, told] of [
    ["duplicate", "DUPLICATE_ADDRESS"],
    ["tentative", "TENTATIVE_ADDRESS"],
  ] as const) {
    const outcome = outcomeWith(markedAs(why));
    assert.equal(codeOf(outcome), "POD_ADDRESS_UNUSABLE");
    assert.match(JSON.stringify(outcome), new RegExp(`"detail":{"code":"${told}"`));
  }
  const bare: Change = ({ links }) => ({ links: links.map((l) => ({ ...l, addresses: [] })) });
  assert.equal(codeOf(outcomeWith(bare)), "POD_ADDRESS_MISSING");
});

test("an IPv6 address that is missing because IPv6 is off says so; IPv4 is not concerned", () => {
  const off: Change = ({ links }) => ({
    links: links.map((link) => ({ ...link, addresses: [] })),
    ipv6Disabled: true,
  });
  assert.equal(codeOf(outcomeWith(off, "fd00:10:16::6")), "POD_PROTOCOL_DISABLED");
  assert.equal(codeOf(outcomeWith(off)), "POD_ADDRESS_MISSING");
});

test("a pod whose interfaces could not be read is neither", () => {
  assert.equal(codeOf(outcomeWith(() => ({ links: [] }))), "skipped");
});
