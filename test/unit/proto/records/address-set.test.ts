import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AddressSet } from "../../../../proto/records/address-set.ts";
import { ipv6Text } from "../../../../proto/records/addresses.ts";
import { anyIpv4, anyIpv6Bytes } from "./sighting-arbitrary.ts";

const anyIpv6 = anyIpv6Bytes.map((bytes) => ipv6Text(new DataView(bytes.buffer), 0));

test("has the addresses that it was given, and no others", () => {
  const addresses = fc.array(fc.oneof(anyIpv4, anyIpv6));
  const property = fc.property(addresses, addresses, (given, asked) => {
    const set = new AddressSet(given);
    for (const text of given) assert.ok(set.has(text));
    for (const text of asked) assert.equal(set.has(text), given.includes(text));
  });
  fc.assert(property);
});

test("what is no address is in no packet", () => {
  const set = new AddressSet(["", "node1", "fe80::1%eth0", "10.16.0.5/16"]);
  for (const text of ["", "node1", "fe80::1", "0.0.0.0", "::"]) assert.equal(set.has(text), false);
});

test("an address is the same however it is written", () => {
  assert.ok(new AddressSet(["FD00:10:16:0::5"]).has("fd00:10:16::5"));
});
