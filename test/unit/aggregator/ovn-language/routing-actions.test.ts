import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoutingActions } from "../../../../aggregator/ovn-language/routing-actions.ts";

test("a connected network, as ovn-northd 25.03 writes it", () => {
  const actions = parseRoutingActions(
    "ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg5 = 10.40.0.1; eth.src = 3a:70:9e:b8:59:42; " +
      'outport = "blue-blue1"; flags.loopback = 1; reg9[9] = 1; next;',
  );
  assert.equal(actions?.nexthop, "destination");
  assert.equal(actions?.outport, "blue-blue1");
  assert.equal(actions?.registers.get("reg8[0..15]"), 0);
  assert.equal(actions?.drops, false);
});

test("a next hop of IPv6, and of OVN 22.12 with the source in reg1", () => {
  const v6 = parseRoutingActions(
    "ip.ttl--; reg8[0..15] = 0; xxreg0 = fd00:100:64::1; xxreg1 = fd00:100:64::2; " +
      'eth.src = 00:00:00:aa:bb:cc; outport = "ovn-cluster-join"; flags.loopback = 1; next;',
  );
  assert.equal(v6?.nexthop, "fd00:100:64::1");
  const v4 = parseRoutingActions('reg0 = 100.64.0.1; reg1 = 100.64.0.2; outport = "x"; next;');
  assert.equal(v4?.nexthop, "100.64.0.1");
});

test("an ECMP group, in the forms of several releases", () => {
  const form = (select: string) =>
    parseRoutingActions(`reg8[0..15] = 1; reg8[16..31] = ${select};`);
  for (const select of [
    "select(1, 2)",
    "select(1=100, 2=50)",
    'select(values=(1=100,2=100); hash_fields="ip_src,ip_dst")',
  ]) {
    const actions = form(select);
    assert.deepEqual(actions?.select, { register: "reg8[16..31]", values: [1, 2] }, select);
    assert.equal(actions?.registers.get("reg8[0..15]"), 1);
    assert.equal(actions?.nexthop, null);
  }
});

test("drops; passing on; what is not known", () => {
  assert.equal(parseRoutingActions("drop;")?.drops, true);
  const passing = parseRoutingActions("reg8[0..15] = 0; next;");
  assert.deepEqual([passing?.nexthop, passing?.outport, passing?.drops], [null, null, false]);
  assert.equal(parseRoutingActions("reg0 = 10.0.0.1; what_is(this); next;"), null);
  assert.equal(parseRoutingActions("reg0 = reg5; next;"), null);
  assert.equal(parseRoutingActions("reg8[16..31] = select(nothing);"), null);
});
