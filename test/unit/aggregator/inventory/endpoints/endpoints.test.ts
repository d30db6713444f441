import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EndpointError } from "../../../../../aggregator/inventory/endpoints/error.ts";
import { parseEndpointReference } from "../../../../../aggregator/inventory/endpoints/reference.ts";
import {
  editDistance,
  suggest,
} from "../../../../../aggregator/inventory/endpoints/suggestions.ts";
import { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import { OvsdbError } from "../../../../../lib/ovsdb/ovsdb-error.ts";
import { reasonIn } from "../../../../../words/reasons/index.ts";
import { readRecording, serveRecording } from "../../../../recorded-database.ts";
import { ovnVersions } from "../../../fixture-versions.ts";
import { waitFor } from "../../../lib/ovsdb/database-server.ts";
import { english } from "../../../words/english.ts";

const manifests = fileURLToPath(new URL("../../../../fixtures/manifests/cluster", import.meta.url));
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

for (const version of ovnVersions) {
  describe(`an inventory of recorded databases of OVN ${version} and manifests`, () => {
    const served: Awaited<ReturnType<typeof serveRecording>>[] = [];
    let inventory: Inventory;
    before(async () => {
      const nb = await serveRecording(await readRecording(`policies-nb.ovn-${version}.json`));
      const sb = await serveRecording(await readRecording(`policies-sb.ovn-${version}.json`));
      served.push(nb, sb);
      const kubernetes = { kind: "manifests", folder: manifests } as const;
      inventory = new Inventory({ northbound: nb.remote, southbound: sb.remote, kubernetes });
      await inventory.start();
      await inventory.whenSynced(soon());
    });
    after(async () => {
      await inventory.stop();
      await Promise.all(served.map((one) => one.close()));
    });

    const errorOf = (words: string) => {
      try {
        return inventory.endpoint(words);
      } catch (thrown) {
        assert.ok(thrown instanceof EndpointError);
        return thrown;
      }
    };

    test("a pod is found by every way to say it, with its port, switch and router", () => {
      const a = inventory.endpoint("default/a");
      assert.ok(a.kind === "Pod");
      const { pod, ...plain } = a;
      assert.deepEqual(plain, {
        kind: "Pod",
        namespace: "default",
        name: "a",
        node: "node1",
        ips: ["10.16.0.5"],
        hostNetwork: false,
        interface: null,
        logicalPort: "a.default",
        expectedLogicalPort: "a.default",
        mac: "00:00:00:aa:00:05",
        subnet: "ovn-default",
        vpc: "ovn-cluster",
      });
      for (const words of ["a", "pod/a", "pod/default/a", "10.16.0.5"]) {
        assert.deepEqual(inventory.endpoint(words), a, words);
      }
      assert.equal(inventory.endpoint("a", "default").kind, "Pod");
    });

    test("a virtual machine's pod has the port that says so", () => {
      const vm = inventory.endpoint("virt-launcher-vm1-x");
      assert.ok(vm.kind === "Pod");
      assert.equal(vm.logicalPort, "vm1.default");
      assert.deepEqual(inventory.endpoint("[fd00::9]"), vm);
    });

    test("a virtual machine's port goes by the machine's name, also while there is none", () => {
      const portOf = (words: string): unknown[] => {
        const pod = inventory.endpoint(words);
        return pod.kind === "Pod" ? [pod.logicalPort, pod.expectedLogicalPort] : [];
      };
      assert.deepEqual(portOf("virt-launcher-vm1-y"), ["vm1.default", "vm1.default"]);
      assert.deepEqual(portOf("virt-launcher-vm9-z"), [null, "vm9.default"]);
    });

    test("a pod on the host network has the node's port; a pending one has none", () => {
      const agent = inventory.endpoint("kube-system/agent");
      assert.ok(agent.kind === "Pod" && agent.hostNetwork);
      assert.equal(agent.logicalPort, "node-node1");
      assert.deepEqual(agent.ips, ["172.31.0.11"]);
      const pending = inventory.endpoint("shop/backend");
      assert.ok(pending.kind === "Pod");
      assert.equal(pending.expectedLogicalPort, "backend.shop");
      assert.deepEqual([pending.logicalPort, pending.ips, pending.subnet], [null, [], null]);
    });

    test("Services and nodes are found by name and by address", () => {
      const service = inventory.endpoint("svc/web");
      assert.ok(service.kind === "Service");
      assert.deepEqual(service.ips, ["10.96.0.10"]);
      assert.deepEqual(inventory.endpoint("10.96.0.10"), service);
      const node = inventory.endpoint("node/node1");
      assert.ok(node.kind === "Node");
      assert.equal(node.logicalPort, "node-node1");
      assert.equal(node.subnet, "join");
      assert.deepEqual(inventory.endpoint("172.31.0.11"), node);
      assert.deepEqual(inventory.endpoint("node//node1"), node);
    });

    test("an address of a Subnet that nobody has is looked for on its switch", () => {
      const found = inventory.endpoint("10.16.99.99");
      assert.ok(found.kind === "Address");
      assert.equal(found.subnet, "ovn-default");
    });

    test("what is not there is an error with its code and near names", () => {
      const far = errorOf("default/backend");
      assert.deepEqual(far instanceof EndpointError && far.type, {
        code: "POD_NOT_FOUND",
        args: { namespace: "default", name: "backend", suggestions: ["shop/backend"] },
      });
      const codes: readonly (readonly [string, string])[] = [
        ["svc/wed", "SERVICE_NOT_FOUND"],
        ["node/node9", "NODE_NOT_FOUND"],
        ["10.96.99.99", "IP_UNKNOWN"],
        ["example.com", "ENDPOINT_NOT_SUPPORTED"],
        ["", "ENDPOINT_MALFORMED"],
        ["a/b/c/d", "ENDPOINT_MALFORMED"],
        ["Default/A", "ENDPOINT_MALFORMED"],
        ["default/a;reboot", "ENDPOINT_MALFORMED"],
      ];
      for (const [words, code] of codes) {
        const error = errorOf(words);
        assert.equal(error instanceof EndpointError && error.type.code, code, words);
      }
      const wed = errorOf("svc/wed");
      const told = wed instanceof EndpointError ? reasonIn("en", wed.type) : "";
      assert.match(told, /did you mean default\/web\?$/);
    });

    test("health says ok, with what the schema lacks, then stale for what is lost", async () => {
      const all = inventory.health();
      assert.deepEqual(
        all.map(({ name, status }) => `${name} ${status}`),
        ["kubernetes ok", "ovn-northbound ok", "ovn-southbound ok"],
      );
      const lacking = version === "23.03.1" ? "not in this schema: ACL.tier" : "";
      assert.equal(english(all[1]?.reason), lacking);
      await served[1]?.close();
      await waitFor(() => inventory.health()[2]?.status === "stale");
      await waitFor(() => inventory.health()[2]?.reason !== null);
      assert.equal(inventory.health()[1]?.status, "ok");
    });
  });
}

test("an inventory without its sources says so and can be stopped", async () => {
  const remote = "unix:/nonexistent/db.sock";
  const kubernetes = { kind: "manifests", folder: "/nonexistent" } as const;
  const options = { northbound: remote, southbound: remote, kubernetes };
  const inventory = new Inventory(options);
  assert.ok(inventory.health().every(({ status }) => status === "connecting"));
  await inventory.start();
  await waitFor(() => inventory.health().every(({ status }) => status === "failed"));
  await assert.rejects(inventory.whenSynced(AbortSignal.timeout(10)), OvsdbError);
  const found = ["nobody", "svc/nobody", "node/nobody", "10.9.9.9"].map((words) => {
    try {
      return inventory.endpoint(words).kind;
    } catch (thrown) {
      return thrown instanceof EndpointError ? thrown.type.code : String(thrown);
    }
  });
  await inventory.stop();
  assert.deepEqual(new Set(found), new Set(["INVENTORY_NOT_READY"]), "they may be there");
  assert.throws(() => new Inventory({ ...options, northbound: "ssl:1.2.3.4:1" }), OvsdbError);
});

test("words are read by their form", () => {
  assert.deepEqual(parseEndpointReference("svc/shop/web", "x"), {
    kind: "service",
    namespace: "shop",
    name: "web",
  });
  assert.deepEqual(parseEndpointReference("pod/pod/a", "x"), {
    kind: "pod",
    namespace: "pod",
    name: "a",
  });
  assert.deepEqual(parseEndpointReference("FD00:0:0::1", "x"), { kind: "ip", ip: "fd00::1" });
  assert.deepEqual(parseEndpointReference("a", "x"), { kind: "pod", namespace: "x", name: "a" });
});

test("suggestions are near, ordered and few", () => {
  assert.deepEqual(suggest("web", ["wed", "wed2", "frontend", "my-web", "db"]), ["my-web", "wed"]);
  assert.equal(editDistance("kitten", "sitting", 5), 3);
  assert.equal(editDistance("kitten", "sitting", 2), 3);
  assert.equal(editDistance("", "abc", 5), 3);
});
