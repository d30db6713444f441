import { z } from "zod";
import type { SightingFields } from "../../proto/records/fields.ts";
import { plainSighting } from "../../proto/records/plain.ts";
import { packSightings, sightingsIn } from "../../proto/records/record.ts";
import type { Sighting } from "../../proto/records/sighting.ts";

/**
 * Sightings in a saved case: each an object of `SightingFields` in text, without what is not there
 * (null, false) and with 64-bit numbers as decimal text. Nothing in it depends on the layout of
 * records, so a case is read by later releases, and by people. Earlier releases wrote records of
 * version 1 in base64 instead.
 */
export function sightingRecords(sightings: readonly Sighting[]): unknown[] {
  return sightings.map((sighting) => terse(plainSighting(sighting)));
}

function terse(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== false);
  return Object.fromEntries(fields.map(([name, field]) => [name, terse(field)]));
}

/**
 * Reads what `sightingRecords` wrote, and what earlier releases did.
 *
 * @throws {SyntaxError} naming what is not as it should be.
 * @throws {SightingRecordError} for a value that is out of its field's range, or torn records.
 */
export function sightingsOf(record: unknown): Sighting[] {
  if (typeof record === "string") return sightingsIn(Buffer.from(record, "base64"));
  const read = z.array(sighting).safeParse(record);
  if (read.success) return sightingsIn(packSightings(read.data));
  const [issue] = read.error.issues;
  const where = issue === undefined ? "" : `: ${issue.path.join(".")}: ${issue.message}`;
  throw new SyntaxError(`Cannot read the case: its sightings are not as wanted${where}`);
}

const flag = z.boolean().default(false);
const uint64 = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);

function optional<T extends z.ZodType>(type: T) {
  return type.nullable().default(null);
}

const ends = { source: z.string(), destination: z.string() };
const flow = {
  ...ends,
  protocol: z.number(),
  sourcePort: z.number(),
  destinationPort: z.number(),
  icmpType: optional(z.number()),
  icmpCode: optional(z.number()),
  icmpSequence: optional(z.number()),
};

const tunnel = z.object({
  kind: z.enum(["geneve", "vxlan"]),
  ...ends,
  vni: z.number(),
  ingressPort: optional(z.number()),
  egressPort: optional(z.number()),
});

const arp = z.object({
  operation: z.number(),
  senderMac: z.string(),
  senderIp: z.string(),
  targetMac: z.string(),
  targetIp: z.string(),
});

const nd = z.object({
  type: z.number(),
  target: optional(z.string()),
  linkAddress: optional(z.string()),
});

const tcp = z.object({
  sequence: z.number(),
  acknowledgement: z.number(),
  flags: z.number(),
  mss: optional(z.number()),
});

const ip = z.object({
  ...flow,
  ttl: z.number(),
  identification: z.number(),
  dontFragment: flag,
  fragmentOffset: z.number(),
  moreFragments: flag,
  tcp: optional(tcp),
  icmpMtu: optional(z.number()),
  payloadLength: z.number(),
  payloadPrefix: uint64,
  payloadDigest: z.number().optional(),
  checksum: z.enum(["good", "bad", "unknown"]),
});

const sighting: z.ZodType<SightingFields> = z.object({
  timeNs: uint64,
  ifindex: z.number(),
  direction: z.enum(["in", "out"]),
  length: z.number(),
  tunnel: optional(tunnel),
  sourceMac: optional(z.string()),
  destinationMac: optional(z.string()),
  vlan: optional(z.number()),
  etherType: z.number(),
  arp: optional(arp),
  ip: optional(ip),
  nd: nd.optional(),
  quoted: optional(z.object(flow)),
  truncated: flag,
  malformed: flag,
});
