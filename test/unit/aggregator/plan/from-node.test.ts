import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { routeOf } from "../../../../aggregator/correlation/join/route.ts";
import { fabricOf } from "../../../../aggregator/evidence/plan.ts";
import { planPath } from "../../../../aggregator/plan/plan.ts";
import { openRecordedCluster } from "../../../recorded-cluster.ts";

/**
 * What a node of a real cluster sends: by the routes that its kube-ovn-cni has set (recorded in
 * `n1/ip-route.txt`), and by its NIC what has none.
 */
describe("plan: from a node of a recorded Kube-OVN", () => {
  let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

  before(async () => {
    cluster = await openRecordedCluster("v1.17.0-dev");
  });
  after(() => cluster.close());

  function plan(source: string, destination: string) {
    const request = { source, destination, namespace: "default", protocol: null, port: null };
    return planPath(cluster.inventory, { ...request, interface: null, family: null }).path;
  }

  /** "point node way stage-before" of the request, then of the reply. */
  function points(source: string, destination: string): [string[], string[]] {
    const path = plan(source, destination);
    const { steps } = routeOf({ plan: path, tunnelDevices: [] });
    const of = (direction: string): string[] =>
      steps
        .filter((step) => step.direction === direction)
        .map(({ point, role, way, before: { stage } }) => {
          return `${point} ${path[role].node} ${way} ${stage}`;
        });
    return [of("request"), of("reply")];
  }

  it("a node is the source, with its own address and its port on the join switch", () => {
    const { named, source, conversation } = plan("node/n1", "default/b");
    assert.deepEqual(named.source, {
      kind: "Node",
      namespace: null,
      name: "n1",
      node: "n1",
      ips: ["198.18.0.11"],
      logicalPort: "node-n1",
    });
    assert.deepEqual([source.ip, source.logicalPort], ["198.18.0.11", "node-n1"]);
    // The route names the first as source; without that the kernel takes the interface's.
    assert.deepEqual(conversation.sources, ["198.18.0.11", ...source.ips]);
    assert.equal(source.ips.length, 1);
    assert.ok(source.ips[0]?.startsWith("100.64.0."));
  });

  it("to an overlay pod on another node: by ovn0 and the tunnel", () => {
    assert.deepEqual(points("node/n1", "default/b"), [
      [
        "gateway-ovn0 n1 out source-pod",
        "source-uplink n1 out source-bridge",
        "destination-uplink n2 in underlay",
        "destination-veth n2 out destination-bridge",
      ],
      [
        "destination-veth n2 in destination-pod",
        "destination-uplink n2 out destination-bridge",
        "source-uplink n1 in underlay",
        "gateway-ovn0 n1 in source-bridge",
      ],
    ]);
  });

  it("to a pod of its own: over one br-int", () => {
    assert.equal(plan("node/n1", "default/a").relation, "same-node");
    assert.deepEqual(points("node/n1", "default/a")[0], [
      "gateway-ovn0 n1 out source-pod",
      "destination-veth n1 out source-bridge",
    ]);
  });

  it("to a Subnet with logicalGateway: it has a route by ovn0, as overlay ones", () => {
    const path = plan("node/n2", "default/ul1");
    assert.deepEqual([path.source.attachment, fabricOf(path, "request")], ["ovn0", "provider"]);
  });

  it("to an underlay pod: out by the NIC, and in by the provider's, also on one node", () => {
    for (const [pod, node] of [
      ["default/u1", "n1"],
      ["default/u2", "n2"],
    ] as const) {
      assert.deepEqual(points("node/n1", pod), [
        [
          "source-uplink n1 out source-pod",
          `provider-uplink ${node} in underlay`,
          `destination-veth ${node} out destination-bridge`,
        ],
        [
          `destination-veth ${node} in destination-pod`,
          `provider-uplink ${node} out destination-bridge`,
          "source-uplink n1 in underlay",
        ],
      ]);
    }
  });

  it("a pod with u2oInterconnection answers nodes by the physical gateway", () => {
    const { source, fabric, replyFabric } = plan("node/n1", "default/o1");
    assert.deepEqual([source.attachment, fabric, replyFabric], ["nic", "provider", undefined]);
  });

  it("to another node: by the nodes' network, past OVN", () => {
    const { source, destination, exit, fabric } = plan("node/n1", "node/n2");
    assert.deepEqual([source.logicalPort, destination.logicalPort], [null, null]);
    assert.deepEqual([exit, fabric], ["host", "host"]);
    assert.deepEqual(points("node/n1", "node/n2"), [
      ["source-uplink n1 out source-pod", "destination-uplink n2 in underlay"],
      ["destination-uplink n2 out gateway", "source-uplink n1 in underlay"],
    ]);
  });

  it("to an address outside: by the NIC alone", () => {
    const { exit, destination } = plan("node/n1", "192.0.2.9");
    assert.deepEqual([exit, destination.attachment], ["outside", "none"]);
    assert.deepEqual(points("node/n1", "192.0.2.9"), [
      ["gateway-uplink n1 out source-pod"],
      ["gateway-uplink n1 in underlay"],
    ]);
  });

  it("to a Service: by the way to the backend, as kube-proxy has translated it", () => {
    const { source, destination, service, conversation } = plan("node/n1", "svc/b");
    assert.equal(source.attachment, "ovn0");
    assert.equal(destination.logicalPort, "b.default");
    assert.deepEqual(
      service?.backends.map(({ ip, port, end }) => [ip, port, end?.name]),
      [
        ["10.16.0.5", 8080, "b"],
        ["10.16.0.7", 8080, "d"],
      ],
    );
    assert.deepEqual(conversation.sources, ["198.18.0.11", "100.64.0.2"]);
    assert.deepEqual(conversation.ports, [80, 8080]);
  });

  it("to a Service whose backend is outside the cluster: by the NIC", () => {
    const { source, destination, exit } = plan("node/n1", "svc/kubernetes");
    assert.deepEqual([source.attachment, destination.ip, exit], ["nic", "198.18.0.1", "outside"]);
    assert.deepEqual(plan("node/n1", "svc/empty").service?.backends, []);
  });

  it("a node's address is the node", () => {
    assert.equal(plan("198.18.0.11", "default/b").named.source.name, "n1");
  });

  it("what has no way, or none that shows, is refused", () => {
    assert.throws(() => plan("node/n1", "blue/bl1"), /NODE_CANNOT_REACH_VPC/);
    assert.throws(() => plan("node/n1", "node/n1"), /SAME_ENDPOINT/);
    assert.throws(() => plan("192.0.2.9", "default/b"), /SOURCE_NOT_SUPPORTED/);
    assert.throws(() => plan("node/n9", "default/b"), /NODE_NOT_FOUND/);
  });

  it("routes choose a node's interface, not who asks", () => {
    const request = { source: "node/n1", destination: "default/b", namespace: "default" };
    const open = { protocol: null, port: null, family: null };
    assert.throws(
      () => planPath(cluster.inventory, { ...request, ...open, interface: "eth0" }),
      /NODE_INTERFACE_NOT_CHOSEN/,
    );
  });
});
