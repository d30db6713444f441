import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { originalsOf } from "../../../../../aggregator/correlation/join/originals.ts";
import { Recogniser } from "../../../../../aggregator/correlation/join/recognise.ts";
import type { SeriesKeys } from "../../../../../aggregator/correlation/join/series.ts";
import { translationAt } from "../../../../../aggregator/correlation/join/translation.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import type { Protocol } from "../../../../../proto/documents/v1/diagnosis.ts";
import { AddressSet } from "../../../../../proto/records/address-set.ts";
import type { IpFields } from "../../../../../proto/records/fields.ts";
import type { Sighting } from "../../../../../proto/records/sighting.ts";
import { sightingFrom } from "../../../proto/records/sighting-from.ts";
import { caseOf } from "../../case-of.ts";
import { planOf } from "../../plan.ts";

const [pod, node, otherNode, outside] = ["10.16.0.5", "198.18.1.1", "198.18.1.9", "198.18.4.10"];
const flags = { syn: 2, rst: 4, ack: 16 } as const;
const port = 9090;
const firstPort = 61_000;
const identifier = 77;

function packet(fields: Partial<IpFields>): Sighting {
  const ip: IpFields = {
    source: pod,
    destination: outside,
    protocol: 6,
    sourcePort: 0,
    destinationPort: 0,
    icmpType: null,
    icmpCode: null,
    icmpSequence: null,
    ttl: 64,
    identification: 0,
    dontFragment: true,
    fragmentOffset: 0,
    moreFragments: false,
    tcp: null,
    icmpMtu: null,
    payloadLength: 0,
    payloadPrefix: 0n,
    checksum: "good",
    ...fields,
  };
  const direction = ip.source === outside ? "in" : "out";
  const link = { timeNs: 1n, ifindex: 2, length: 84, sourceMac: null, destinationMac: null };
  const none = { tunnel: null, vlan: null, arp: null, quoted: null };
  const rest = { etherType: 0x0800, truncated: false, malformed: false };
  return sightingFrom({ ...link, ...none, ...rest, direction, ip });
}

interface Ends {
  readonly address?: string;
  readonly first: number;
}

const segment = (bits: number, sequence: number, acknowledgement = 0) => ({
  tcp: { sequence, acknowledgement, flags: bits, mss: null },
});

function syn({ address = pod, first }: Ends, isn: number): Sighting {
  const ends = { source: address, sourcePort: first, destinationPort: port };
  return packet({ ...ends, ...segment(flags.syn, isn) });
}

function synAck({ address = node, first }: Ends, isn: number, bits: number = flags.syn): Sighting {
  const ends = { source: outside, destination: address, sourcePort: port, destinationPort: first };
  return packet({ ...ends, ...segment(bits | flags.ack, 5, (isn + 1) >>> 0) });
}

function echo({ address = pod, first }: Ends, sequence: number, digest: number): Sighting {
  const ends = { source: address, sourcePort: first, destinationPort: first };
  return packet({ ...ends, ...echoed(8, sequence, digest) });
}

function echoReply({ address = node, first }: Ends, sequence: number, digest: number): Sighting {
  const ends = { source: outside, destination: address, sourcePort: first, destinationPort: first };
  return packet({ ...ends, ...echoed(0, sequence, digest) });
}

function echoed(icmpType: number, icmpSequence: number, digest: number): Partial<IpFields> {
  const payload = { payloadLength: 56, payloadPrefix: 1n };
  const type = { protocol: 1, icmpType, icmpCode: 0, icmpSequence };
  return { ...type, ...payload, ...(digest === 0 ? {} : { payloadDigest: digest }) };
}

function datagram({ address = pod, first }: Ends, digest: number): Sighting {
  const ends = { source: address, sourcePort: first, destinationPort: port, protocol: 17 };
  return packet({ ...ends, payloadLength: 8, payloadPrefix: 1n, payloadDigest: digest });
}

function seriesOf(protocol: Protocol): SeriesKeys {
  return {
    protocol,
    sources: new AddressSet([pod, node]),
    destinations: new AddressSet([outside]),
    wholeFlows: false,
    keyOf: (first, second) => {
      if (protocol === "icmp") return first === identifier && second <= 5 ? second : null;
      return second === port && first >= firstPort && first < firstPort + 5 ? first : null;
    },
  };
}

/** What a point behind NAT shows, given what was seen before it. */
function behind(
  protocol: Protocol,
  before: readonly Sighting[],
  after: readonly Sighting[],
  isComplete = false,
) {
  const series = seriesOf(protocol);
  const view = new CaseView(caseOf(planOf(protocol, protocol === "icmp" ? null : port), before));
  const translation = translationAt(series, originalsOf(view, series, isComplete), after);
  const found = new Recogniser(series, translation);
  const kinds = after.map((one) => (found.recognises(one) ? `${found.kind} ${found.key}` : null));
  return { kinds, mayHide: (key: number) => translation.mayHide(key) };
}

test("a SYN is known by its sequence number, whatever port and address NAT gave it", () => {
  const { kinds, mayHide } = behind(
    "tcp",
    [syn({ first: 61_000 }, 100), syn({ first: 61_001 }, 200)],
    [
      syn({ address: node, first: 7_000 }, 200),
      syn({ address: otherNode, first: 8_000 }, 100),
      synAck({ first: 7_000 }, 200),
      synAck({ address: otherNode, first: 8_000 }, 100, flags.rst),
    ],
  );
  const wanted = ["request 61001", "request 61000", "reply 61001", "refusal 61000"];
  assert.deepEqual(kinds, wanted);
  assert.ok(!mayHide(61_000) && !mayHide(61_001));
});

test("one sent again is the same one", () => {
  const before = [syn({ first: 61_000 }, 100), syn({ first: 61_000 }, 100)];
  const after = [
    syn({ address: node, first: 7_000 }, 100),
    syn({ address: node, first: 7_000 }, 100),
  ];
  const { kinds, mayHide } = behind("tcp", before, after);
  assert.deepEqual(kinds, ["request 61000", "request 61000"]);
  assert.ok(!mayHide(61_000));
});

test("an answer is known though its request did not come by", () => {
  const { kinds } = behind("tcp", [syn({ first: 61_000 }, 100)], [synAck({ first: 7_000 }, 100)]);
  assert.deepEqual(kinds, ["reply 61000"]);
  const reply = echoReply({ first: 9 }, 3, 0xabc);
  const { kinds: echoes } = behind("icmp", [echo({ first: identifier }, 3, 0xabc)], [reply]);
  assert.deepEqual(echoes, ["reply 3"]);
});

test("another's port by chance, with another sequence number, is another's", () => {
  const { kinds, mayHide } = behind(
    "tcp",
    [syn({ first: 61_000 }, 100)],
    [syn({ address: node, first: 61_000 }, 999), synAck({ first: 61_000 }, 999)],
  );
  assert.deepEqual(kinds, [null, null]);
  assert.ok(!mayHide(61_000), "it would have been known by its sequence number");
});

test("two flows with one sequence number are not told apart, and prove nothing", () => {
  const before = [syn({ first: 61_000 }, 100), syn({ first: 61_001 }, 100)];
  const { kinds, mayHide } = behind("tcp", before, [syn({ address: node, first: 7_000 }, 100)]);
  assert.deepEqual(kinds, [null]);
  assert.ok(mayHide(61_000) && mayHide(61_001));
});

test("a sequence number that two flows have behind NAT proves nothing of the one before it", () => {
  const { kinds, mayHide } = behind(
    "tcp",
    [syn({ first: 61_000 }, 100)],
    [syn({ address: node, first: 7_000 }, 100), syn({ address: node, first: 7_001 }, 100)],
  );
  assert.deepEqual(kinds, [null, null]);
  assert.ok(mayHide(61_000));
});

test("what no tap saw before NAT may come by unknown", () => {
  const { kinds, mayHide } = behind("tcp", [], [syn({ address: node, first: 61_000 }, 100)]);
  assert.deepEqual(kinds, [null]);
  assert.ok(mayHide(61_000));
  assert.ok(!behind("tcp", [], [], true).mayHide(61_000), "a whole tap saw that it was not sent");
});

test("echoes and datagrams are known by what they carry", () => {
  const sent = [echo({ first: identifier }, 1, 11), echo({ first: identifier }, 2, 12)];
  const passed = [
    echo({ address: node, first: 500 }, 2, 12),
    echoReply({ first: 500 }, 2, 12),
    echo({ address: node, first: 501 }, 1, 99),
  ];
  assert.deepEqual(behind("icmp", sent, passed).kinds, ["request 2", "reply 2", null]);
  const { kinds } = behind(
    "udp",
    [datagram({ first: 61_000 }, 21), datagram({ first: 61_001 }, 22)],
    [datagram({ address: node, first: 9 }, 22), datagram({ address: node, first: 61_000 }, 23)],
  );
  assert.deepEqual(kinds, ["request 61001", null]);
});

test("records of older agents have no digest: only what keeps its identifier is known", () => {
  const sent = [echo({ first: identifier }, 1, 0)];
  const kept = behind("icmp", sent, [echo({ address: node, first: identifier }, 1, 0)]);
  assert.deepEqual(kept.kinds, ["request 1"]);
  const other = behind("icmp", sent, [echo({ address: node, first: 500 }, 1, 0)]);
  assert.deepEqual(other.kinds, [null]);
  assert.ok(other.mayHide(1), "it may be the one");
  assert.ok(!behind("icmp", sent, []).mayHide(1), "nothing at all came by");
});

test("packets that NAT left alone are known as they were sent", () => {
  const before = [syn({ first: 61_000 }, 100)];
  assert.deepEqual(behind("tcp", before, before).kinds, ["request 61000"]);
});

test("no packet ever joins a foreign transaction, and none is missed for certain", () => {
  const small = fc.integer({ min: 0, max: 6 });
  const flow = fc.record({ isn: small, behindPort: small, isNatted: fc.boolean() });
  const stranger = fc.record({ isn: small, behindPort: small });
  const scenario = fc.record({
    flows: fc.array(flow, { minLength: 1, maxLength: 5 }),
    strangers: fc.array(stranger, { maxLength: 4 }),
    passes: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    isSeenBefore: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  });
  fc.assert(
    fc.property(scenario, ({ flows, strangers, passes, isSeenBefore }) => {
      // NAT gives no two flows the same port, and what nobody saw before it has sequence numbers
      // of its own: one in 4 thousand million others has the same.
      const taken = new Set<number>();
      const unique = (wanted: number): number => {
        let got = wanted;
        while (taken.has(got)) got += 7;
        taken.add(got);
        return got;
      };
      const before: Sighting[] = [];
      const after: { readonly sighting: Sighting; readonly truth: number | null }[] = [];
      flows.forEach(({ isn: number, behindPort, isNatted }, index) => {
        const first = firstPort + index;
        const isn = isSeenBefore[index] ? number : 50 + index;
        if (isSeenBefore[index]) before.push(syn({ first }, isn));
        const translated = { address: isNatted ? node : otherNode, first: unique(behindPort) };
        if (!passes[index]) return;
        after.push({ sighting: syn(translated, isn), truth: first });
        after.push({ sighting: synAck(translated, isn), truth: first });
      });
      for (const { isn, behindPort } of strangers) {
        const foreign = { address: node, first: unique(behindPort + firstPort) };
        after.push({ sighting: syn(foreign, isn + 100), truth: null });
      }
      const shown = after.map(({ sighting }) => sighting);
      const { kinds, mayHide } = behind("tcp", before, shown);
      kinds.forEach((kind, index) => {
        const truth = after[index]?.truth ?? null;
        if (kind === null && truth !== null) assert.ok(mayHide(truth), "passed over in silence");
        if (kind !== null) assert.equal(Number(kind.split(" ")[1]), truth, "another's transaction");
      });
    }),
    { numRuns: 2_000 },
  );
});
