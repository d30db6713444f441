import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { routeOf } from "../../../../aggregator/correlation/join/route.ts";
import { loadBalancerOf } from "../../../../aggregator/plan/load-balancer.ts";
import { planPath } from "../../../../aggregator/plan/plan.ts";
import { openRecordedCluster, recordedText } from "../../../recorded-cluster.ts";

/** Paths of a real cluster, whose recorded traces say by which ports and nodes packets go. */
describe("plan: overlay, underlay and external networks of a recorded Kube-OVN", () => {
  let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

  before(async () => {
    cluster = await openRecordedCluster("v1.17.0-dev");
  });
  after(() => cluster.close());

  function plan(source: string, destination: string, port: number | null = null) {
    const request = { source, destination, namespace: "default", protocol: null };
    return planPath(cluster.inventory, { ...request, port, interface: null, family: null }).path;
  }

  /** "point node way" of the request, then of the reply. */
  function points(source: string, destination: string): [string[], string[]] {
    const path = plan(source, destination);
    const { steps } = routeOf({ plan: path, tunnelDevices: [] });
    const of = (direction: string): string[] =>
      steps
        .filter((step) => step.direction === direction)
        .map(({ point, role, way }) => `${point} ${path[role].node} ${way}`);
    return [of("request"), of("reply")];
  }

  it("overlay to underlay: out by the VLAN, back through the tunnel", () => {
    assert.deepEqual(points("default/a", "default/o1"), [
      [
        "source-veth n1 in",
        "provider-uplink n1 out",
        "provider-uplink n2 in",
        "destination-veth n2 out",
      ],
      [
        "destination-veth n2 in",
        "destination-uplink n2 out",
        "source-uplink n1 in",
        "source-veth n1 out",
      ],
    ]);
  });

  it("underlay to overlay: there through the tunnel, back by the VLAN", () => {
    const [request, reply] = points("default/o1", "default/a");
    assert.deepEqual(request.slice(1, 3), ["source-uplink n2 out", "destination-uplink n1 in"]);
    assert.deepEqual(reply.slice(1, 3), ["provider-uplink n1 out", "provider-uplink n2 in"]);
  });

  it("a Subnet with logicalGateway is joined likewise, and routed on one node", () => {
    const { fabric, replyFabric, relation } = plan("default/b", "default/ul1");
    assert.deepEqual([fabric, replyFabric, relation], ["provider", "tunnel", "cross-node"]);
    assert.equal(plan("default/a", "default/ul1").relation, "same-node");
  });

  it("between two joined underlay Subnets both directions go by VLANs", () => {
    const { fabric, replyFabric, sameSubnet } = plan("default/o1", "default/ul1");
    assert.deepEqual([fabric, replyFabric, sameSubnet], ["provider", undefined, false]);
  });

  it("a pod with u2oInterconnection leaves by its VLAN, one with logicalGateway by ovn0", () => {
    const joined = plan("default/o1", "198.18.0.254");
    assert.deepEqual([joined.exit, joined.fabric], ["outside", "provider"]);
    assert.equal(joined.destination.attachment, "none");
    const logical = plan("default/ul1", "198.18.0.254");
    assert.deepEqual([logical.fabric, logical.destination.attachment], ["tunnel", "ovn0"]);
    assert.equal(logical.destination.node, "n1");
  });

  it("a pod with u2oInterconnection reaches nodes by the physical gateway", () => {
    const { exit, fabric, destination } = plan("default/o1", "node/n1");
    assert.deepEqual([exit, fabric, destination.attachment], ["outside", "provider", "none"]);
  });

  it("a host of the VLAN is reached from an overlay pod by the pod's own node", () => {
    const { destination, relation } = plan("default/a", "172.28.101.200");
    // The router's policies send it to the node: 31000 and 29400 allow what they name alone.
    assert.equal(relation, "same-node");
    assert.equal(destination.attachment, "localnet");
    assert.equal(destination.logicalPort, "localnet.u2o");
    assert.equal(destination.leaving?.redirect, null);
  });

  it("SNAT: over the gateway chassis, with the address of the rule", () => {
    const path = plan("blue/bl1", "172.31.0.1");
    const { destination, conversation } = path;
    assert.equal(destination.attachment, "localnet");
    assert.equal(destination.node, "n2");
    assert.equal(destination.logicalPort, "localnet.external");
    assert.deepEqual(destination.leaving, {
      routerPort: "blue-external",
      mac: "1a:d7:90:69:b5:37",
      nexthop: null,
      isNexthopKnown: true,
      asksAs: ["172.31.0.11"],
      redirect: "cr-blue-external",
      natIp: "172.31.0.12",
    });
    assert.deepEqual(conversation.sources, ["10.40.0.2", "172.31.0.12", "172.31.0.14"]);
    assert.deepEqual(points("blue/bl1", "172.31.0.1"), [
      [
        "source-veth n3 in",
        "source-uplink n3 out",
        "gateway-uplink n2 in",
        "provider-uplink n2 out",
      ],
      [
        "provider-uplink n2 in",
        "gateway-uplink n2 out",
        "source-uplink n3 in",
        "source-veth n3 out",
      ],
    ]);
  });

  it("a floating IP leaves by the pod's own node, with the MAC of the rule", () => {
    const { destination, relation } = plan("blue/bl2", "172.31.0.1");
    assert.equal(relation, "same-node");
    assert.equal(destination.node, "n1");
    const { redirect, natIp, mac } = destination.leaving ?? {};
    assert.deepEqual([redirect, natIp, mac], [null, "172.31.0.14", "86:03:5f:23:29:57"]);
    assert.deepEqual(points("blue/bl2", "172.31.0.1")[0], [
      "source-veth n1 in",
      "provider-uplink n1 out",
    ]);
  });

  it("what the router itself has or translates is not planned for", () => {
    for (const address of ["172.31.0.14", "172.31.0.15", "172.31.0.11"]) {
      assert.throws(() => plan("blue/bl1", address), /ROUTERS_OWN_ADDRESS/, address);
    }
  });

  it("ovn-cluster's external network takes nothing that policies send to the nodes", () => {
    assert.equal(plan("default/a", "172.31.0.14").destination.attachment, "ovn0");
  });

  /** Name of the recorded traces, pod, destination; where br-int of the pod's node sends it. */
  const traced = [
    ["ovn-snat", "blue/bl1", "172.31.0.1", "tunneling to 198.18.0.12 "],
    ["ovn-fip", "blue/bl2", "172.31.0.1", 'bridge("br-external")'],
    ["overlay-to-underlay", "default/a", "default/o1", 'bridge("br-net1")'],
    ["external-distributed", "default/a", "198.18.0.254", null],
  ] as const;
  for (const [name, source, destination, output] of traced) {
    it(`${name}: as the recorded traces go`, async () => {
      const path = plan(source, destination);
      const [logical, openflow] = await Promise.all(
        ["ovn", "openflow"].map((tool) =>
          recordedText("v1.17.0-dev", `traces/${name}.${tool}.txt`),
        ),
      );
      assert.match(logical ?? "", new RegExp(`output to "${path.destination.logicalPort}"`));
      if (output !== null) assert.ok(openflow?.includes(output), output);
      const isTunnelled = openflow?.includes("tunneling to") ?? false;
      assert.equal(path.relation === "cross-node" && path.fabric === "tunnel", isTunnelled);
    });
  }

  it("plain underlay pods reach the joined ones by VLANs both ways", () => {
    const { fabric, replyFabric, exit } = plan("default/u1", "default/o1");
    assert.deepEqual([fabric, replyFabric, exit], ["provider", undefined, "none"]);
    const logical = plan("default/u1", "default/ul1");
    assert.deepEqual([logical.fabric, logical.exit], ["provider", "outside"]);
  });

  it("a VIP in the VLAN's own range is not balanced, and others are", () => {
    const skippedFor = (source: string, ip: string) => {
      const vip = { ip, port: 80, protocol: "tcp" } as const;
      return loadBalancerOf(cluster.inventory, plan(source, "198.18.0.254").source, vip).skipped;
    };
    assert.deepEqual(skippedFor("default/u1", "172.28.100.50"), {
      option: "ls_ct_skip_dst_lport_ips",
      range: "172.28.100.0/24",
    });
    assert.equal(skippedFor("default/u1", "10.96.0.50"), null);
    assert.equal(skippedFor("default/o1", "172.28.101.50"), null);
    assert.equal(skippedFor("default/a", "172.28.100.50"), null);
  });

  it("the gateway of an underlay pod is OVN's where the Subnet is joined", () => {
    assert.equal(plan("default/o1", "default/a").source.gatewayIp, "172.28.101.2");
    assert.equal(plan("default/u1", "default/u2").source.gatewayIp, null);
  });
});
