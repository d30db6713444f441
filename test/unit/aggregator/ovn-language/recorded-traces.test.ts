import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { outcomeOf, type TraceOutcome } from "../../../../agent/openflow/trace/outcome.ts";
import { parseTrace } from "../../../../agent/openflow/trace/parse.ts";
import type { OpenFlowTrace, TraceStep } from "../../../../agent/openflow/trace/types.ts";
import { policyText } from "../../../../aggregator/inventory/ovn/policy-reference.ts";
import { uuidPrefixOf } from "../../../../aggregator/inventory/ovn/southbound.ts";
import { parseLogicalTrace } from "../../../../aggregator/logical-trace/parse.ts";
import { summarise } from "../../../../aggregator/logical-trace/summary.ts";
import { attributeCookies } from "../../../../aggregator/ovn-language/acl-attribution.ts";
import { openRecordedCluster, recordedText } from "../../../recorded-cluster.ts";

/** What br-int of the node does with the packet, decided from the recorded cluster. */
const openflow: Readonly<Record<string, string>> = {
  "external-centralized": "dropped ls_in_acl_after_lb_action by NetworkPolicy shop/deny-all",
  "external-distributed": "ovn0",
  // By the bucket that the source's address takes: n1, from n3.
  "external-ecmp": "tunnel to 198.18.0.11 for node-n1",
  node: "tunnel to 198.18.0.12 for node-n2",
  // The next hop 10.20.0.254 of the router is nobody's.
  "other-vpc-default-route": "controller lr_in_arp_request",
  "overlay-to-underlay": "patch-br-int-to… to br-net1",
  "ovn-fip": "patch-br-int-to… to br-external",
  // Policies of the destination are asked on its own node.
  "pod-to-pod-allowed": "tunnel to 198.18.0.12 for b.default",
  "pod-to-pod-denied": "tunnel to 198.18.0.12 for b.default",
  "private-denied": "dropped ls_in_acl_after_lb_action by NetworkPolicy shop/deny-all",
  "security-group": "tunnel to 198.18.0.13 for sg.default",
  // No balancer has a VIP without backends: it is routed as any address outside.
  "service-without-endpoints": "ovn0",
  // By a hash of the datapath, which no trace follows.
  service: "unresolved ls_in_lb",
};

/** By the router's gateway chassis: two members of a bundle, of which the first one is alive. */
const snat = {
  "v1.13.15": "tunnel to 198.18.0.11 for cr-blue-external",
  "v1.17.0-dev": "tunnel to 198.18.0.12 for cr-blue-external",
} as const;

/**
 * What ovn-trace said. It was told of the first pass through connection tracking only that the
 * packet is new: in the second one it takes it for one of a connection, whom the policies of the
 * destination end ("blocked").
 */
const logical: Readonly<Record<string, string>> = {
  "external-centralized":
    "drop ls_in_acl_after_lb_action of central by NetworkPolicy shop/deny-all",
  "external-distributed": "to node-n1",
  "external-ecmp": "to node-n1",
  node: "to node-n2",
  "other-vpc-default-route": "resolving lr_in_arp_request of red",
  "overlay-to-underlay": "to o1.default",
  "ovn-fip": "to localnet.external",
  "ovn-snat": "to localnet.external",
  "pod-to-pod-allowed":
    "blocked ls_out_acl_action of ovn-default by NetworkPolicy default/b-from-a",
  "pod-to-pod-denied": "blocked ls_out_acl_action of ovn-default by NetworkPolicy default/b-from-a",
  "private-denied": "drop ls_in_acl_after_lb_action of central by NetworkPolicy shop/deny-all",
  "security-group": "blocked ls_out_acl_action of ovn-default by SecurityGroup sg1",
  "service-without-endpoints": "to node-n1",
  service: "blocked ls_out_acl_action of ovn-default by NetworkPolicy default/b-from-a",
};

for (const release of ["v1.13.15", "v1.17.0-dev"] as const) {
  describe(`traces of Kube-OVN ${release}`, () => {
    let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;
    before(async () => {
      cluster = await openRecordedCluster(release);
    });
    after(() => cluster.close());

    const ownersOf = (cookies: readonly bigint[], portName: string | null): string => {
      const { northbound } = cluster.inventory;
      const port = northbound.logicalPort(portName ?? "");
      const found = attributeCookies(cluster.inventory, cookies, port);
      return found.kind === "attributed" && found.isDrop
        ? ` by ${found.policies.map(policyText).join(", ")}`
        : "";
    };
    const stageOf = (step: TraceStep | null): string => {
      const prefix = uuidPrefixOf(BigInt(step?.cookie ?? 0)) ?? "";
      const [flow] = cluster.inventory.southbound.logicalFlowByUuidPrefix(prefix);
      return flow?.stageName ?? "no stage";
    };
    const outputOf = async (node: string, outcome: TraceOutcome): Promise<string> => {
      assert.ok(outcome.kind === "output");
      const [first] = outcome.outputs;
      assert.equal(first?.bridge, "br-int");
      if (first.tunnel !== null) {
        const { remoteIp, tunnelKey, egressPortKey } = first.tunnel;
        const datapath = cluster.inventory.southbound.datapathByKey(tunnelKey ?? 0);
        const bindings = [...cluster.inventory.southbound.mirror.tables.portBindings.values()];
        const port = bindings.find(
          (one) => one.datapath === datapath?.uuid && one.tunnelKey === egressPortKey,
        );
        return `tunnel to ${remoteIp} for ${port?.logicalPort}`;
      }
      const ports = await recordedText(release, `${node}/ports-br-int.txt`);
      const name = new RegExp(`^ ${first.port}\\((.*?)\\)`, "m").exec(ports)?.[1];
      return first.peerBridge === null ? `${name}` : `${name}… to ${first.peerBridge}`;
    };
    const decisionOf = (trace: OpenFlowTrace, outcome: TraceOutcome): string => {
      const step = "deciding" in outcome ? outcome.deciding : null;
      const passed = trace.steps.slice(0, (step?.index ?? -1) + 1);
      const cookies = passed.map(({ cookie }) => BigInt(cookie ?? 0));
      return `${outcome.kind} ${stageOf(step)}${ownersOf(cookies, null)}`;
    };

    for (const [name, wanted] of Object.entries({ ...openflow, "ovn-snat": snat[release] })) {
      test(`${name}, by ofproto/trace`, async () => {
        const [question = "", ...lines] = (
          await recordedText(release, `traces/${name}.openflow.txt`)
        ).split("\n");
        const trace = parseTrace(lines.join("\n"));
        assert.deepEqual(trace.unparsed, []);
        const outcome = outcomeOf(trace);
        const node = /^# on (n\d):/.exec(question)?.[1] ?? "";
        const actual =
          outcome.kind === "output" ? await outputOf(node, outcome) : decisionOf(trace, outcome);
        assert.equal(actual, wanted);
      });
    }

    for (const [name, wanted] of Object.entries(logical)) {
      test(`${name}, by ovn-trace`, async () => {
        const text = await recordedText(release, `traces/${name}.ovn.txt`);
        const trace = parseLogicalTrace(text.slice(text.indexOf("\n") + 1), true);
        assert.deepEqual([trace.unparsed, trace.errors], [[], []]);
        const summary = summarise(trace, "none of these");
        if (summary.result === "delivered-elsewhere") {
          assert.equal(`to ${summary.deliveries.map(({ port }) => port).join(", ")}`, wanted);
          return;
        }
        assert.ok(summary.result === "dropped", summary.result);
        const { step, reason } = summary.drop;
        const passed = trace.steps.slice(0, (step?.index ?? -1) + 1);
        const cookies = passed.map(({ uuidPrefix }) => BigInt(`0x${uuidPrefix ?? "0"}`));
        const owners = ownersOf(cookies, step?.outport ?? null);
        assert.equal(`${reason} ${step?.stage} of ${step?.datapath}${owners}`, wanted);
      });
    }
  });
}
