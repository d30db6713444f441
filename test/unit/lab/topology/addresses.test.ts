import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addressIn, macOf, uuidOf } from "../../../../lab/topology/addresses.ts";

test("addresses are numbered from the network address, over octets", () => {
  assert.equal(addressIn("10.16.0.0/16", 5), "10.16.0.5");
  assert.equal(addressIn("10.16.0.0/16", 65_000), "10.16.253.232");
  assert.equal(addressIn("198.18.0.0/23", 500), "198.18.1.244");
  assert.throws(() => addressIn("198.18.0.0/23", 512), RangeError);
});

test("IPv6 addresses are numbered in hexadecimal", () => {
  assert.equal(addressIn("fd00:10:16::/112", 5), "fd00:10:16::5");
  assert.equal(addressIn("fd00:198:18::/64", 31), "fd00:198:18::1f");
  assert.throws(() => addressIn("fd00:10:16::/112", 65_536), RangeError);
});

test("MAC addresses are unicast and the same every time", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      assert.match(macOf(name), /^00:00:00(:[0-9a-f]{2}){3}$/);
      assert.equal(macOf(name), macOf(name));
    }),
  );
});

test("identities are well-formed UUIDs", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
  fc.assert(fc.property(fc.string(), (name) => shape.test(uuidOf(name))));
});
