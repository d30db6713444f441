import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { KubernetesObjects } from "../../../../aggregator/inventory/kubernetes/store.ts";
import { Northbound } from "../../../../aggregator/inventory/ovn/northbound.ts";
import { policyText } from "../../../../aggregator/inventory/ovn/policy-reference.ts";
import { Southbound } from "../../../../aggregator/inventory/ovn/southbound.ts";
import type { LogicalFlow } from "../../../../aggregator/inventory/ovn/southbound-rows.ts";
import {
  type AclAttribution,
  attributeByEvaluation,
  attributeCookies,
} from "../../../../aggregator/ovn-language/acl-attribution.ts";
import { readRecording, serveRecording } from "../../../recorded-database.ts";
import { ovnVersions } from "../../fixture-versions.ts";

for (const version of ovnVersions) {
  describe(`attribution of drops to policies, OVN ${version}`, () => {
    const isSplit = version !== "23.03.1";
    const kubernetes = new KubernetesObjects();
    const served: Awaited<ReturnType<typeof serveRecording>>[] = [];
    let sources: Parameters<typeof attributeCookies>[0];

    before(async () => {
      const [nb, sb] = [
        await readRecording(`policies-nb.ovn-${version}.json`),
        await readRecording(`policies-sb.ovn-${version}.json`),
      ];
      served.push(await serveRecording(nb), await serveRecording(sb));
      const [nbServed, sbServed] = served;
      assert.ok(nbServed && sbServed);
      const northbound = new Northbound(nbServed.client);
      const southbound = new Southbound(sbServed.client);
      sources = { northbound, southbound, kubernetes };
      for (const one of served) one.client.start();
      const soon = AbortSignal.timeout(5_000);
      await Promise.all([northbound.mirror.whenSynced(soon), southbound.mirror.whenSynced(soon)]);
    });
    after(async () => {
      await Promise.all(served.map((one) => one.close()));
    });

    const cookieOf = (uuid: string): number => Number(`0x${uuid.slice(0, 8)}`);
    const portOf = (name: string) => sources.northbound.logicalPort(name);
    const aclNamed = (name: string) => {
      const acl = [...sources.northbound.mirror.tables.acls.values()].find(
        (one) => one.name === name,
      );
      assert.ok(acl, name);
      return acl;
    };
    const flows = () => [...sources.southbound.mirror.tables.logicalFlows.values()];
    const flowOf = (find: (flow: LogicalFlow) => boolean): LogicalFlow => {
      const flow = flows().find(find);
      assert.ok(flow);
      return flow;
    };
    /** The flow that evaluates an ACL to a drop for the first packet of a connection. */
    const evaluationOf = (name: string): LogicalFlow => {
      const hint = aclNamed(name).uuid.slice(0, 8);
      return flowOf((one) => one.stageHint === hint && one.match.startsWith("reg0[9]"));
    };
    /** From 24.03 on: the flow of a stage of its own that carries the drop out, for all ACLs. */
    const verdictOf = (evaluation: LogicalFlow): LogicalFlow => {
      const stage = evaluation.stageName.replace(/_eval$/, "_action");
      return flowOf((one) => one.stageName === stage && one.match === "reg8[17] == 1");
    };
    /** Cookies of the flows that a packet passes which an ACL drops, the last one dropping it. */
    const dropCookies = (name: string): number[] => {
      const evaluation = evaluationOf(name);
      return (isSplit ? [evaluation, verdictOf(evaluation)] : [evaluation]).map(({ uuid }) =>
        cookieOf(uuid),
      );
    };
    const names = (attribution: AclAttribution): readonly string[] => {
      assert.equal(attribution.kind, "attributed", JSON.stringify(attribution));
      return attribution.kind === "attributed" ? attribution.policies.map(policyText) : [];
    };

    test("a default deny names every policy that selects the pod in that direction", () => {
      const found = attributeCookies(
        sources,
        [1, ...dropCookies("default/deny-all")],
        portOf("b.default"),
      );
      assert.deepEqual(names(found), [
        "NetworkPolicy default/also-deny",
        "NetworkPolicy default/deny-all",
        "NetworkPolicy default/np123",
      ]);
      assert.ok(found.kind === "attributed" && found.isDefaultDeny && found.isDrop);
      assert.equal(found.method, isSplit ? "trace" : "cookie");
      assert.equal(found.direction, "ingress");
      const egress = attributeCookies(
        sources,
        dropCookies("default/egress-only"),
        portOf("b.default"),
      );
      assert.deepEqual(names(egress), ["NetworkPolicy default/egress-only"]);
      assert.ok(egress.kind === "attributed" && egress.direction === "egress");
    });

    test("a policy whose name begins with a digit is called as Kubernetes calls it", () => {
      const base = { kind: "NetworkPolicy", namespace: "default", uid: "" } as const;
      const podSelector = { matchLabels: {}, matchExpressions: [] };
      const rest = { podSelector, policyTypes: [], ingress: [], egress: [], annotations: {} };
      kubernetes.put({ ...base, name: "123", ...rest });
      const found = attributeCookies(sources, dropCookies("default/np123"), null);
      assert.deepEqual(names(found), ["NetworkPolicy default/123"]);
      kubernetes.remove("NetworkPolicy", "default/123");
    });

    test("private subnets and security groups are named as such", () => {
      const subnet = attributeCookies(sources, dropCookies("apart"), portOf("d.default"));
      assert.deepEqual(names(subnet), ["Subnet apart"]);
      assert.ok(subnet.kind === "attributed" && !subnet.isDefaultDeny);
      assert.deepEqual(names(attributeCookies(sources, dropCookies("sgweb"), null)), [
        "SecurityGroup web",
      ]);
    });

    const skip = isSplit ? false : "ACLs drop in the stage that evaluates them";
    test("from OVN 24.03 on the evaluation before the verdict names the ACL", { skip }, () => {
      const evaluation = evaluationOf("default/deny-all");
      const action = cookieOf(verdictOf(evaluation).uuid);
      const alone = attributeCookies(sources, [action], portOf("b.default"));
      assert.equal(alone.kind, "unknown");
      const noMatch = flowOf(
        ({ stageName, stageHint }) => stageName === evaluation.stageName && stageHint === null,
      );
      const noAcl = [cookieOf(evaluation.uuid), cookieOf(noMatch.uuid), action];
      assert.equal(attributeCookies(sources, noAcl, portOf("b.default")).kind, "unknown");
    });

    test("a drop elsewhere is no ACL's, and an unknown cookie stays unknown", () => {
      const lookup = flowOf((flow) => flow.stageName === "ls_in_l2_lkup");
      const found = attributeCookies(sources, [cookieOf(lookup.uuid)], null);
      assert.deepEqual(found, { kind: "no-acl", stageName: "ls_in_l2_lkup" });
      assert.equal(attributeCookies(sources, [0xdeadbeef], null).kind, "unknown");
      const alien = [...dropCookies("default/deny-all"), 0xdeadbeef];
      assert.equal(attributeCookies(sources, alien, null).kind, "unknown", "the last flow decides");
      assert.equal(attributeCookies(sources, [], null).kind, "unknown");
    });

    test("without a trace the ACLs are evaluated for the packet", () => {
      const b = portOf("b.default");
      assert.ok(b);
      const packet = {
        outport: "b.default",
        ipSrc: "10.16.0.5",
        ipDst: "10.16.0.6",
        protocol: 6,
        sourcePort: 40_000,
        destinationPort: 8080,
      };
      const denied = attributeByEvaluation(sources, b, "ingress", packet);
      assert.ok(denied.kind === "attributed" && denied.isDrop);
      assert.equal(denied.method, "logical-evaluation");
      assert.equal(denied.policies.length, 3);
      const fromPeer = { ...packet, ipSrc: "10.16.0.77" };
      const allowed = attributeByEvaluation(sources, b, "ingress", fromPeer);
      assert.ok(allowed.kind === "attributed" && !allowed.isDrop);
      const a = portOf("a.default");
      assert.ok(a);
      const free = { ...packet, outport: "a.default", ipDst: "10.16.0.5" };
      assert.equal(attributeByEvaluation(sources, a, "ingress", free).kind, "unknown");
      const outgoing = { ...packet, inport: "b.default", outport: "a.default" };
      const egress = attributeByEvaluation(sources, b, "egress", outgoing);
      assert.deepEqual(names(egress), ["NetworkPolicy default/egress-only"]);
      const unknownPort = { ipSrc: "10.16.0.5", ipDst: "10.16.0.6", protocol: 6 };
      assert.equal(attributeByEvaluation(sources, b, "ingress", unknownPort).kind, "unknown");
    });
  });
}
