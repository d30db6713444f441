import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AddressSet } from "../../../../proto/records/address-set.ts";
import { absent } from "../../../../proto/records/sighting.ts";
import { anySighting } from "./sighting-arbitrary.ts";
import { sightingFrom } from "./sighting-from.ts";

test("what is asked in numbers is what the fields say", () => {
  const property = fc.property(anySighting, (fields) => {
    const one = sightingFrom(fields);
    const { ip, tunnel, quoted } = fields;
    assert.equal(one.isOut, fields.direction === "out");
    assert.equal(one.hasTunnel, tunnel !== null);
    assert.equal(one.isQuoting, quoted !== null);
    assert.equal(one.protocol, ip?.protocol ?? absent);
    assert.equal(one.sourcePort, ip?.sourcePort ?? 0);
    assert.equal(one.destinationPort, ip?.destinationPort ?? 0);
    assert.equal(one.icmpType, ip?.icmpType ?? absent);
    assert.equal(one.icmpCode, ip?.icmpCode ?? absent);
    assert.equal(one.icmpSequence, ip?.icmpSequence ?? absent);
    assert.equal(one.fragmentOffset, ip?.fragmentOffset ?? 0);
    assert.equal(one.payloadLength, ip?.payloadLength ?? 0);
    assert.equal(one.tcpFlags, ip?.tcp?.flags ?? absent);
    assert.equal(one.tcpSequence, ip?.tcp?.sequence ?? absent);
  });
  fc.assert(property, { numRuns: 500 });
});

test("addresses are in a set when their text is", () => {
  const property = fc.property(anySighting, anySighting, (fields, others) => {
    const one = sightingFrom(fields);
    const { ip, tunnel, quoted } = fields;
    const texts = [
      ip?.source,
      others.ip?.destination,
      quoted?.source,
      others.tunnel?.destination,
    ].filter((text) => text !== undefined);
    const addresses = new AddressSet(texts);
    const has = (text: string | undefined): boolean => text !== undefined && texts.includes(text);
    assert.equal(one.isFrom(addresses), has(ip?.source));
    assert.equal(one.isTo(addresses), has(ip?.destination));
    assert.equal(one.isTunnelledTo(addresses), has(tunnel?.destination));
    assert.equal(one.quoted?.isFrom(addresses) ?? false, has(quoted?.source));
    assert.equal(one.quoted?.isTo(addresses) ?? false, has(quoted?.destination));
  });
  fc.assert(property, { numRuns: 500 });
});

test("an IPv4 address is not the IPv6 address that begins with its bytes", () => {
  const property = fc.property(anySighting, (fields) => {
    if (fields.ip === null || fields.ip.source.includes(":")) return;
    const hex = fields.ip.source.split(".").map((byte) => Number(byte).toString(16));
    const [a = "", b = "", c = "", d = ""] = hex.map((byte) => byte.padStart(2, "0"));
    const addresses = new AddressSet([`${a}${b}:${c}${d}::`]);
    assert.ok(!sightingFrom(fields).isFrom(addresses));
  });
  fc.assert(property);
});
