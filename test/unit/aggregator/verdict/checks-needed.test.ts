import assert from "node:assert/strict";
import { test } from "node:test";
import { checks } from "../../../../aggregator/checks/index.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { type RecordedCase, recordedCases } from "./recorded-cases.ts";

const cases = recordedCases();

interface Needed {
  readonly fault: string;
  readonly check: string;
}

const needed = (fault: string, check: string): Needed => ({ fault, check });

/**
 * What operators do by hand, row by row, and recorded faults whose cause is lost when the check
 * that does it is taken out. The scenario tests inject the same faults and want the same code, so
 * they fail with these.
 */
const workflow: Readonly<Record<string, readonly Needed[]>> = {
  "logical path": [
    needed("router-policy-drop", "ovn/logical-path"),
    needed("router-port-missing", "ovn/logical-path"),
    needed("gateway-port-missing", "ovn/logical-path"),
    needed("static-route-wrong-nexthop", "ovn/router-decision"),
    needed("router-policy-reroute", "ovn/logical-path"),
  ],
  "real traffic at both hosts": [
    needed("underlay-blocked-reply", "underlay/delivery"),
    needed("external-reverse-route-missing", "gateway/external"),
    needed("tx-checksum-offload", "pod/checksum"),
    needed("pod-ipsec-blocks-output", "pod/silence"),
    needed("pod-ipsec-blocks-input", "pod/silence"),
    needed("pod-ipsec-blocks-reply", "pod/silence"),
  ],
  "flow tables": [
    needed("flows-removed", "openflow/installed"),
    needed("flow-shadowed", "openflow/alien"),
    needed("flow-altered", "openflow/alien"),
    needed("flow-wrong-port", "openflow/output"),
    needed("alien-drop-destination", "openflow/alien"),
  ],
  policies: [
    needed("acl-ingress-deny", "ovn/acl"),
    needed("security-group-deny", "ovn/acl"),
    needed("admin-policy-deny", "ovn/acl"),
    needed("subnet-private", "ovn/acl"),
    needed("port-security", "ovn/port-security"),
  ],
  MTU: [
    needed("host-veth-mtu-small-source", "host/mtu"),
    needed("pod-route-mtu-small", "pod/mtu"),
    needed("underlay-mtu-small", "underlay/delivery"),
    needed("underlay-mtu-small-asked", "underlay/delivery"),
  ],
  firewall: [
    needed("host-firewall-uplink", "host/firewall"),
    needed("gateway-firewall-drop", "host/firewall"),
    needed("pod-firewall-drop-reply", "pod/firewall"),
    needed("conntrack-full", "host/conntrack"),
    needed("conntrack-zone-limit", "host/conntrack"),
  ],
  "trace is fine, traffic is not": [
    needed("ovn-controller-disconnected", "ovn/controller"),
    needed("ovn-controller-paused", "ovn/controller"),
    needed("ovn-controller-version-mismatch", "ovn/controller"),
    needed("uplink-queue-drops", "host/interface-drops"),
    needed("rp-filter", "pod/reverse-path"),
    needed("vswitchd-stopped", "ovs/vswitchd"),
    needed("transport-zones-differ", "ovn/encapsulation"),
    needed("pod-interface-down", "host/interface-state"),
  ],
  "trace fails": [
    needed("logical-port-missing", "ovn/logical-port"),
    needed("logical-port-disabled", "ovn/logical-port"),
    needed("port-device-gone", "ovs/bridge-port"),
    needed("vpc-route-missing", "ovn/logical-path"),
    needed("northd-paused-policy", "ovn/northd"),
  ],
  "request without reply": [
    needed("pod-ended", "kubernetes/pod-state"),
    needed("pod-not-ready", "kubernetes/pod-ready"),
    needed("vlan-host-silent", "pod/neighbour"),
    needed("duplicate-logical-address", "ovn/address-conflict"),
    needed("duplicate-address-answers", "ovn/address-conflict"),
    needed("port-not-listening", "pod/listener"),
    needed("gateway-reverse-route-missing", "gateway/node"),
  ],
};

for (const [row, witnesses] of Object.entries(workflow)) {
  test(`the workflow's row "${row}" needs its checks`, () => {
    for (const { fault, check } of witnesses) {
      const found = cases.filter(({ name }) => name.startsWith(`${fault}.`));
      assert.notDeepEqual(found, [], `no case of ${fault} is recorded`);
      for (const one of found) {
        assert.ok(isNeeded(check, one), `${one.name} gives ${one.expect.code} without ${check}`);
      }
    }
  });
}

test("every recorded cause is lost without the check that finds it", () => {
  const failures = cases.filter(({ expect }) => expect.code !== null);
  const others = failures.filter((one) => !checks.some(({ name }) => isNeeded(name, one)));
  assert.deepEqual(
    others.map(({ name }) => name),
    [],
  );
});

test("what must be said of a path that works is lost without its check", () => {
  const said = cases.filter(({ expect }) => expect.finding !== undefined);
  const wanted = new Set(said.map(({ expect }) => expect.finding));
  for (const code of ["CLOCK_OFFSET", "OFFLOADED_PATH", "OVN_DATABASE_NO_LEADER"]) {
    assert.ok(wanted.has(code), `no case of ${code} is recorded`);
  }
  for (const { name, caseFile, expect } of said) {
    const left = checks.filter((check) => !check.codes.some((code) => code === expect.finding));
    const codes = conclude(caseFile, left).findings.map(({ code }) => code as string);
    assert.ok(!codes.includes(expect.finding ?? ""), name);
  }
});

function isNeeded(name: string, { caseFile, expect }: RecordedCase): boolean {
  const left = checks.filter((check) => check.name !== name);
  assert.equal(left.length, checks.length - 1, `no check is called ${name}`);
  return conclude(caseFile, left).cause?.code !== expect.code;
}
