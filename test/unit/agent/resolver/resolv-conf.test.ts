import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addressesInHosts,
  namesToAsk,
  parseResolvConf,
} from "../../../../agent/resolver/resolv-conf.ts";

/** As kubelet writes it for a pod with dnsPolicy ClusterFirst. */
const ofPod = [
  "search shop.svc.cluster.local svc.cluster.local cluster.local",
  "nameserver 10.96.0.10",
  "options ndots:5",
  "",
].join("\n");

test("a pod's resolv.conf: servers, search domains, ndots", () => {
  assert.deepEqual(parseResolvConf(ofPod), {
    nameservers: ["10.96.0.10"],
    search: ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"],
    ndots: 5,
  });
});

test("comments, rubbish and too many servers are left out; the last search holds", () => {
  const text = [
    "# nameserver 192.0.2.1",
    "; nameserver 192.0.2.2",
    "nameserver not-an-address",
    "nameserver 192.0.2.3 # the first",
    "nameserver fd00::53",
    "nameserver fe80::1%eth0",
    "nameserver 192.0.2.4",
    "search a b",
    "domain c",
    "options edns0 ndots:99",
    "sortlist 130.155.160.0",
  ].join("\n");
  assert.deepEqual(parseResolvConf(text), {
    nameservers: ["192.0.2.3", "fd00::53", "fe80::1%eth0"],
    search: ["c"],
    ndots: 15,
  });
  assert.deepEqual(parseResolvConf(""), { nameservers: [], search: [], ndots: 1 });
});

test("names are asked for in the resolver's order", () => {
  const conf = parseResolvConf(ofPod);
  assert.deepEqual(namesToAsk("web.shop", conf), [
    "web.shop.shop.svc.cluster.local",
    "web.shop.svc.cluster.local",
    "web.shop.cluster.local",
    "web.shop",
  ]);
  assert.deepEqual(namesToAsk("web.shop.", conf), ["web.shop"]);
  assert.equal(namesToAsk("a.b.c.d.e.f", conf)[0], "a.b.c.d.e.f");
  assert.deepEqual(namesToAsk("web", { nameservers: [], search: [], ndots: 1 }), ["web"]);
});

test("every name that is asked for is the name or the name in a search domain, once", () => {
  const label = fc.stringMatching(/^[a-z]{1,5}$/);
  const law = fc.property(
    fc.array(label, { minLength: 1, maxLength: 6 }),
    fc.array(label, { maxLength: 4 }),
    fc.nat(15),
    (labels, search, ndots) => {
      const name = labels.join(".");
      const names = namesToAsk(name, { nameservers: [], search, ndots });
      assert.equal(new Set(names).size, names.length);
      assert.ok(names.includes(name));
      assert.ok(names.every((one) => one === name || one.startsWith(`${name}.`)));
    },
  );
  fc.assert(law);
});

test("a hosts file names its addresses, whatever the case", () => {
  const text = "127.0.0.1 localhost\n10.0.0.9\tweb.shop Web  # ours\nbad web\nfd00::9 web\n";
  assert.deepEqual(addressesInHosts(text, "WEB"), ["10.0.0.9", "fd00::9"]);
  assert.deepEqual(addressesInHosts(text, "web.shop."), ["10.0.0.9"]);
  assert.deepEqual(addressesInHosts(text, "shop"), []);
});
