import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import {
  ipv6Text,
  macText,
  writeIpv4,
  writeIpv6,
  writeMac,
} from "../../../../proto/records/addresses.ts";
import { anyIpv4, anyIpv6Bytes, anyMac } from "./sighting-arbitrary.ts";

test("IPv6 is written as RFC 5952 wants, and as ipaddr.js does", () => {
  const property = fc.property(anyIpv6Bytes, (bytes) => {
    const text = ipv6Text(new DataView(bytes.buffer), 0);
    assert.equal(text, new ipaddr.IPv6([...bytes]).toRFC5952String());
    const back = new DataView(new ArrayBuffer(16));
    assert.ok(writeIpv6(back, 0, text));
    assert.deepEqual(new Uint8Array(back.buffer), bytes);
  });
  fc.assert(property, { numRuns: 1000 });
});

test("examples of RFC 5952 section 4", () => {
  const examples = [
    ["2001:db8::1", "20010db8000000000000000000000001"],
    ["2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001"],
    ["2001:0:0:1::1", "20010000000000010000000000000001"],
    ["2001:db8::1:0:0:1", "20010db8000000000001000000000001"],
    ["::", "00000000000000000000000000000000"],
    ["::ffff:102:304", "00000000000000000000ffff01020304"],
  ] as const;
  for (const [text, hex] of examples) {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    assert.equal(ipv6Text(new DataView(bytes.buffer), 0), text);
  }
});

test("MAC and IPv4 texts come back", () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(
    fc.property(anyMac, anyIpv4, (mac, ipv4) => {
      assert.ok(writeMac(view, 1, mac));
      assert.equal(macText(view, 1), mac);
      assert.ok(writeIpv4(view, 2, ipv4));
      const octets = [2, 3, 4, 5].map((at) => view.getUint8(at)).join(".");
      assert.equal(octets, ipv4);
    }),
  );
});

test("other texts are refused", () => {
  const view = new DataView(new ArrayBuffer(16));
  for (const text of ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "::1"]) {
    assert.equal(writeIpv4(view, 0, text), false, text);
  }
  for (const text of ["", "1.2.3.4", ":::", "1::2::3", "fe80::1%eth0", "::1.2.3.4", "g::"]) {
    assert.equal(writeIpv6(view, 0, text), false, text);
  }
  for (const text of ["", "00:00:00:aa:00", "00:00:00:AA:00:05", "00-00-00-aa-00-05"]) {
    assert.equal(writeMac(view, 0, text), false, text);
  }
});
