import assert from "node:assert/strict";
import { test } from "node:test";
import type { Check } from "../../../../../aggregator/checks/check.ts";
import { conntrackCheck } from "../../../../../aggregator/checks/host/conntrack.ts";
import { hostFirewallCheck } from "../../../../../aggregator/checks/host/firewall.ts";
import { interfaceDropsCheck } from "../../../../../aggregator/checks/host/interface-drops.ts";
import { checksumCheck } from "../../../../../aggregator/checks/pod/checksum.ts";
import { echoIgnoredCheck } from "../../../../../aggregator/checks/pod/echo-ignored.ts";
import { podFirewallCheck } from "../../../../../aggregator/checks/pod/firewall.ts";
import { reversePathCheck } from "../../../../../aggregator/checks/pod/reverse-path.ts";
import { socketQueueCheck } from "../../../../../aggregator/checks/pod/socket-queue.ts";
import { findings, healthy, recorded, withoutGrowth, withoutNetns } from "../host-evidence.ts";

interface Watching {
  readonly check: Check;
  readonly fault: string;
  readonly finds: string;
  /** When nothing counted while the probes ran. */
  readonly otherwise?: string;
  /** When nobody could look into the namespaces. */
  readonly blind?: string;
}

const watching: readonly Watching[] = [
  {
    check: hostFirewallCheck,
    fault: "host-firewall-uplink.cross-node.tcp",
    finds: "HOST_FIREWALL_DROP source-bridge/request decisive",
  },
  {
    check: podFirewallCheck,
    fault: "pod-iptables-legacy-drop.cross-node.udp",
    finds: "POD_FIREWALL_DROP destination-pod/request decisive",
  },
  {
    check: conntrackCheck,
    fault: "conntrack-full.cross-node.tcp",
    finds: "CONNTRACK_FULL destination-bridge/reply decisive",
    otherwise: "CONNTRACK_FULL destination-bridge/reply decisive",
  },
  {
    check: hostFirewallCheck,
    fault: "host-firewall-veth.same-node.icmp",
    finds: "HOST_FIREWALL_DROP source-bridge/request decisive",
  },
  {
    check: interfaceDropsCheck,
    fault: "uplink-queue-drops.cross-node.tcp",
    finds: "INTERFACE_DROPS source-bridge/request decisive",
  },
  {
    check: checksumCheck,
    fault: "tx-checksum-offload.cross-node.tcp",
    finds: "CHECKSUM_ERROR destination-pod/request decisive",
    blind: "CHECKSUM_ERROR destination-pod/request supporting",
  },
  {
    check: reversePathCheck,
    fault: "rp-filter.cross-node.icmp",
    finds: "RP_FILTER_DROP destination-pod/request decisive",
  },
  {
    check: socketQueueCheck,
    fault: "listen-queue-full.cross-node.tcp",
    finds: "SOCKET_QUEUE_FULL destination-pod/request decisive",
  },
];

for (const { check, fault, finds, otherwise = "clean", blind = "skipped" } of watching) {
  test(`${check.name} rests on what counted: ${fault}`, () => {
    const caseFile = recorded(fault);
    assert.deepEqual(findings(check, caseFile), [finds]);
    assert.deepEqual(findings(check, withoutGrowth(caseFile)), [otherwise]);
    assert.deepEqual(findings(check, withoutNetns(caseFile)), [blind]);
  });

  test(`${check.name} is clean on a path that works`, () => {
    assert.deepEqual(findings(check, healthy(fault.split(".")[2] ?? "")), ["clean"]);
  });
}

test("pod/echo-ignored reads the setting, and says when it could not", () => {
  const caseFile = recorded("echo-ignored.cross-node.icmp");
  const finds = "POD_IGNORES_ECHO destination-pod/request decisive";
  assert.deepEqual(findings(echoIgnoredCheck, caseFile), [finds]);
  assert.deepEqual(findings(echoIgnoredCheck, withoutNetns(caseFile)), ["skipped"]);
  assert.deepEqual(findings(echoIgnoredCheck, healthy("icmp")), ["clean"]);
  assert.deepEqual(findings(echoIgnoredCheck, healthy("tcp")), ["skipped"]);
});

test("a rule of the node that is not on the way is not blamed", () => {
  const caseFile = recorded("underlay-blocked-idle-firewall.cross-node.tcp");
  assert.deepEqual(findings(hostFirewallCheck, caseFile), ["clean"]);
});
