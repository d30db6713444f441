import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbourRequests } from "../../../../../aggregator/correlation/join/neighbour-request.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import type { IpFields, SightingFields } from "../../../../../proto/records/fields.ts";
import { changed as altered } from "../../../proto/records/sighting-from.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const healthy = recordedCases().find(({ name }) => name.startsWith("healthy.cross-node.icmp"));
assert.ok(healthy);
const { caseFile } = healthy;
const pod = "fd00:10:16::5";
const target = "fd00:10:16::6";
const solicitation = 135;
const advertisement = 136;

function ipFrom(source: string, destination: string): IpFields {
  return {
    source,
    destination,
    protocol: 58,
    sourcePort: 0,
    destinationPort: 0,
    icmpType: null,
    icmpCode: 0,
    icmpSequence: null,
    ttl: 255,
    identification: 0,
    dontFragment: false,
    fragmentOffset: 0,
    moreFragments: false,
    tcp: null,
    icmpMtu: null,
    payloadLength: 24,
    payloadPrefix: 0n,
    checksum: "good",
  };
}

/** The case with these packets alone at the source's veth. */
function requestsWith(packets: readonly Partial<SightingFields>[]) {
  const evidence = caseFile.evidence.map((item) => {
    if (item.name !== "tap" || item.node !== caseFile.plan.source.node) return item;
    const [first] = item.data?.sightings ?? [];
    if (item.data === null || first === undefined) return item;
    const base = { ifindex: vethIfindex(), arp: null, quoted: null, tunnel: null };
    const sightings = packets.map((packet) => altered(first, { ...base, ...packet }));
    return { ...item, data: { ...item.data, sightings } };
  });
  const source = { ...caseFile.plan.source, ips: [pod], ip: pod };
  const changed: CaseFile = { ...caseFile, plan: { ...caseFile.plan, source }, evidence };
  return neighbourRequests(new CaseView(changed), "source");
}

function vethIfindex(): number {
  const view = new CaseView(caseFile).port("source");
  assert.ok(view.known && view.value);
  return view.value.vethIfindex;
}

const asks: Partial<SightingFields> = {
  direction: "in",
  ip: ipFrom(pod, "ff02::1:ff00:6"),
  nd: { type: solicitation, target, linkAddress: null },
};
const answers: Partial<SightingFields> = {
  direction: "out",
  ip: ipFrom(target, pod),
  nd: { type: advertisement, target, linkAddress: null },
};

test("a solicitation without an advertisement is an unanswered question", () => {
  const requests = requestsWith([asks, asks]);
  assert.deepEqual([requests?.asked, requests?.answered, requests?.target], [2, 0, target]);
});

test("an advertisement to the pod answers it", () => {
  assert.equal(requestsWith([asks, answers])?.answered, 1);
});

test("detection of duplicates, which asks from no address, is no question of the pod", () => {
  assert.equal(requestsWith([{ ...asks, ip: ipFrom("::", "ff02::1:ff00:5") }]), null);
});

test("an advertisement that the pod sends is no question either", () => {
  assert.equal(requestsWith([{ ...answers, direction: "in", ip: ipFrom(pod, target) }]), null);
});
