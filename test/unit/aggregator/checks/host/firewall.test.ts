import assert from "node:assert/strict";
import { test } from "node:test";
import { hostFirewallCheck } from "../../../../../aggregator/checks/host/firewall.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { Role } from "../../../../../aggregator/evidence/plan.ts";
import { said } from "../../../../../proto/reasons/index.ts";
import { changed, findings, looked, recorded } from "../host-evidence.ts";

/** Rules of a node in the tool's own words, with what the dropping one has counted. */
type Rules = (packets: number) => string;

const blocked = looked(recorded("underlay-blocked.cross-node.tcp"));

/** The case as it were with the kernel's datapath, and with such rules on the node of an end. */
function withRules(role: Role, rules: Rules, datapathType = "system"): CaseFile {
  const facts = changed(blocked, "node", (item) => {
    const vswitchd = item.data?.vswitchd;
    if (item.data === null || vswitchd === null || vswitchd === undefined) return item;
    return { ...item, data: { ...item.data, vswitchd: { ...vswitchd, datapathType } } };
  });
  return changed(facts, "netns", (item) => {
    if (item.data === null || item.role !== role || item.place !== "node") return item;
    const text = rules(item.round === "before" ? 3 : 60);
    const iptables = [{ family: "ip", backend: "legacy", text } as const];
    return { ...item, data: { ...item.data, iptables } };
  });
}

const rule =
  (chain: string, words: string): Rules =>
  (packets) =>
    "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" +
    `[${packets}:60] -A ${chain} ${words}\nCOMMIT\n`;

const geneve = "-p udp -m udp --dport 6081 -j DROP";

test("with the kernel's datapath tunnel packets pass the node's IP stack", () => {
  // The recorded packets are lost between the uplinks: a rule that counted them explains that.
  assert.deepEqual(findings(hostFirewallCheck, withRules("source", rule("OUTPUT", geneve))), [
    "HOST_FIREWALL_DROP underlay/request decisive",
  ]);
  assert.deepEqual(findings(hostFirewallCheck, withRules("destination", rule("INPUT", geneve))), [
    "HOST_FIREWALL_DROP underlay/request decisive",
  ]);
});

test("rules about other packets, or of other hooks, are not on the way", () => {
  for (const [chain, words] of [
    ["OUTPUT", "-p udp -m udp --dport 4789 -j DROP"],
    ["OUTPUT", "-s 10.0.0.1/32 -p udp -j DROP"],
    ["FORWARD", geneve],
    ["INPUT", "-p tcp -j DROP"],
    ["OUTPUT", `-o lo ${geneve}`],
  ] as const) {
    assert.deepEqual(findings(hostFirewallCheck, withRules("source", rule(chain, words))), [
      "clean",
    ]);
  }
});

test("ovs-vswitchd's own datapath passes by the IP stack, whatever its rules count", () => {
  const beside = withRules("source", rule("OUTPUT", geneve), "netdev");
  assert.deepEqual(findings(hostFirewallCheck, beside), ["clean"]);
});

test("where the datapath or the rules are not known, nothing is said", () => {
  assert.deepEqual(findings(hostFirewallCheck, withRules("source", rule("OUTPUT", geneve), "")), [
    "skipped",
  ]);
  const problem = { part: "firewall", why: said("no tool") } as const;
  const unread = changed(blocked, "netns", (item) =>
    item.data === null ? item : { ...item, data: { ...item.data, problems: [problem] } },
  );
  assert.deepEqual(findings(hostFirewallCheck, unread), ["skipped"]);
});

test("where no NIC has the node's address it is unknown which rules packets meet", () => {
  const uplinks = blocked.evidence.flatMap((item) =>
    item.name === "chassis" ? (item.data?.encaps.map(({ ip }) => ip) ?? []) : [],
  );
  /** Each node's tunnel address is on an interface of this name and kind, or on none. */
  const carriedBy = (carrier: { name: string; kind: string } | null): CaseFile =>
    changed(withRules("source", rule("OUTPUT", geneve)), "node", (item) => {
      if (item.data === null) return item;
      const links = item.data.links.flatMap((link) => {
        const isCarrier = link.addresses.some((one) => uplinks.includes(one.split("/")[0] ?? ""));
        if (!isCarrier) return [link];
        return carrier === null ? [] : [{ ...link, ...carrier }];
      });
      return { ...item, data: { ...item.data, links } };
    });
  for (const carrier of [null, { name: "lo", kind: "" }, { name: "vtep0", kind: "dummy" }]) {
    assert.deepEqual(findings(hostFirewallCheck, carriedBy(carrier)), ["skipped"]);
  }
  const nic = carriedBy({ name: "bond0", kind: "bond" });
  assert.deepEqual(findings(hostFirewallCheck, nic), [
    "HOST_FIREWALL_DROP underlay/request decisive",
  ]);
});
