import assert from "node:assert/strict";
import { test } from "node:test";
import {
  geneveProtocolType,
  geneveVni,
  ovnEgressPort,
  ovnIngressPort,
} from "../../../../../agent/packet/layers/geneve.ts";
import { absent, layer } from "../../../../../agent/packet/packet.ts";
import {
  type Bytes,
  ethernet,
  filler,
  type GeneveOptions,
  geneve,
  hex,
  ipv4,
  ovnOption,
  sll2,
  tcp,
  underlay,
} from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const inner = ethernet(ipv4(tcp()));
const frame = (options: GeneveOptions = {}, payload: Bytes = inner, vni = 0xfedcba) =>
  sll2(underlay(geneve(payload, vni, options), 6081));

test("reads the VNI, OVN's port keys and the frame inside", () => {
  const packet = decodeBytes(frame({ options: ovnOption(0x7fff, 0xfffe) }));
  assert.equal(packet.tunnel, layer.geneve);
  assert.equal(geneveVni(packet), 0xfedcba);
  assert.deepEqual([ovnIngressPort(packet), ovnEgressPort(packet)], [0x7fff, 0xfffe]);
  assert.equal(geneveProtocolType(packet), 0x6558);
  assert.equal(packet.innermost, packet.inner);
  assert.equal(packet.inner.destinationPort, 8080);
  assert.equal(packet.outer.destinationPort, 6081);
});

test("the reserved bit beside the ingress port is no part of it", () => {
  assert.equal(ovnIngressPort(decodeBytes(frame({ options: hex("01028001 80020003") }))), 2);
});

test("finds OVN's option among others, whatever their reserved bits", () => {
  const other = hex("0103 80 02 1111111122222222");
  const reserved = hex("0102 80 e1 00050006");
  const packet = decodeBytes(frame({ options: [...other, ...reserved] }));
  assert.deepEqual([ovnIngressPort(packet), ovnEgressPort(packet)], [5, 6]);
  for (const text of [
    "0102 81 01 00050006",
    "0102 80 02 0005000600000000",
    "0202 80 01 00050006",
  ]) {
    assert.equal(ovnIngressPort(decodeBytes(frame({ options: hex(text) }))), absent, text);
  }
});

test("takes the longest options: 252 bytes, more than a byte counts", () => {
  const long = [...hex("0103 80 1f"), ...filler(124)];
  const longer = [...hex("0103 80 1d"), ...filler(116)];
  const options = [...long, ...longer.slice(0, 4 + 112), ...ovnOption(7, 8)];
  options[128 + 3] = 0x1c;
  assert.equal(options.length, 252);
  const packet = decodeBytes(frame({ options }));
  assert.deepEqual([ovnIngressPort(packet), ovnEgressPort(packet)], [7, 8]);
  assert.equal(packet.inner.destinationPort, 8080);
});

test("any version but 0 is malformed", () => {
  for (const version of [1, 2, 3]) {
    const packet = decodeBytes(frame({ version }));
    assert.deepEqual([packet.malformed, packet.tunnel], [true, layer.none]);
    assert.equal(packet.outer.destinationPort, 6081);
  }
});

test("options that reach behind their length are malformed", () => {
  const packet = decodeBytes(frame({ options: hex("0102 80 02 00020003") }));
  assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.geneve]);
  assert.equal(geneveVni(packet), 0xfedcba);
  const behind = decodeBytes(frame({ options: [], optionUnits: 63 }));
  assert.equal(behind.malformed, true);
});

test("an IP packet may be inside without a frame", () => {
  const packet = decodeBytes(frame({ protocolType: 0x0800 }, ipv4(tcp())));
  assert.deepEqual([packet.inner.ethernetAt, packet.inner.destinationPort], [absent, 8080]);
});

test("a tunnel in the tunnel stays UDP", () => {
  const nested = ethernet(underlay(geneve(inner, 9), 6081));
  const packet = decodeBytes(frame({}, nested));
  assert.equal(packet.inner.destinationPort, 6081);
  assert.equal(geneveVni(packet), 0xfedcba);
});

test("cut at every length it is truncated, and keeps what came before", () => {
  const bytes = frame();
  const genevAt = 20 + 20 + 8;
  for (let capturedLength = genevAt; capturedLength < bytes.length; capturedLength += 1) {
    const packet = decodeBytes(bytes, { capturedLength });
    assert.deepEqual([packet.truncated, packet.malformed], [true, false], `${capturedLength}`);
    assert.equal(packet.outer.destinationPort, 6081);
    assert.equal(packet.tunnel, capturedLength < genevAt + 8 ? layer.none : layer.geneve);
    assert.equal(ovnEgressPort(packet), capturedLength < genevAt + 16 ? absent : 3);
  }
});
