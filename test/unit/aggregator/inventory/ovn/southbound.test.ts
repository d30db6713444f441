import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { Southbound, uuidPrefixOf } from "../../../../../aggregator/inventory/ovn/southbound.ts";
import { run } from "../../../../../lib/exec.ts";
import { OvsdbClient } from "../../../../../lib/ovsdb/client.ts";
import { readRecording, serveRecording } from "../../../../recorded-database.ts";
import { ovnVersions, ovsVersions } from "../../../fixture-versions.ts";
import { waitFor } from "../../../lib/ovsdb/database-server.ts";

const soon = (): AbortSignal => AbortSignal.timeout(5_000);

for (const [at, ovn] of ovnVersions.entries()) {
  describe(`the southbound of a healthy cluster of OVN ${ovn}`, () => {
    let served: Awaited<ReturnType<typeof serveRecording>>;
    let southbound: Southbound;
    before(async () => {
      served = await serveRecording(await readRecording(`healthy-sb.ovn-${ovn}.json`));
      southbound = new Southbound(served.client);
      served.client.start();
      await southbound.mirror.whenSynced(soon());
    });
    after(async () => {
      await served.close();
    });

    test("explains every non-zero cookie of br-int on both nodes", async () => {
      const name = `healthy-br-int-cookies.ovs-${ovsVersions[at]}.txt`;
      const url = new URL(`../../../../fixtures/ovsdb/${name}`, import.meta.url);
      const text = await readFile(url, "utf8");
      const cookies = [...text.matchAll(/cookie=0x([0-9a-f]+)/g)].map(([, hex]) =>
        Number(`0x${hex}`),
      );
      const wanted = cookies.filter((cookie) => cookie !== 0);
      assert.ok(wanted.length > 300);
      assert.deepEqual(
        wanted.filter((cookie) => !southbound.hasCookie(cookie)),
        [],
      );
      const owners = wanted.map((cookie) => southbound.cookieOwners(cookie)[0]?.table);
      assert.deepEqual([...new Set(owners)].sort(), [
        "loadBalancers",
        "logicalFlows",
        "macBindings",
        "multicastGroups",
        "portBindings",
      ]);
    });

    test("does not explain cookies that OVN never gave", () => {
      for (const cookie of [0, 1, 0x1000, 0xdeadbeef, 0xffff_ffff]) {
        assert.equal(southbound.hasCookie(cookie), false, cookie.toString(16));
      }
      const known = [...southbound.mirror.tables.logicalFlows.values()][0]?.uuid.slice(0, 8);
      assert.ok(southbound.hasCookie(BigInt(`0x${known}`)));
      assert.equal(southbound.hasCookie(BigInt(`0x1${known}`)), false, "wider than 32 bits");
    });

    test("finds ports by name and by the keys in a Geneve header, and their chassis", () => {
      const binding = southbound.portBinding("b.default");
      assert.ok(binding);
      assert.equal(southbound.chassisOf(binding)?.hostname, "node2");
      const datapath = southbound.datapath(binding.datapath);
      assert.equal(datapath?.name, "ovn-default");
      const key = datapath?.tunnelKey ?? -1;
      assert.equal(southbound.portBindingByKeys(key, binding.tunnelKey)?.logicalPort, "b.default");
      assert.equal(southbound.portBindingByKeys(key, 0x7fff), null);
      assert.equal(southbound.portBinding("nobody.default"), null);
      const [chassis] = southbound.chassisOfHostname("node2");
      assert.ok(chassis);
      assert.deepEqual(southbound.encapIps(chassis), ["198.18.0.12"]);
      assert.equal(southbound.chassisWithEncapIp("198.18.0.12")[0]?.name, chassis.name);
      assert.equal(southbound.chassisByName(chassis.name)?.uuid, chassis.uuid);
      assert.ok((southbound.progressOf(chassis)?.nbCfgTimestamp ?? 0) > 1_700_000_000_000);
      assert.ok(southbound.portBindingsOn(chassis).some((one) => one.uuid === binding.uuid));
    });

    test("knows a flow's datapath, also through a group", () => {
      const flows = [...southbound.mirror.tables.logicalFlows.values()];
      const one = flows.find((flow) => flow.logicalDpGroup !== null);
      assert.ok(one?.logicalDpGroup, "the recording has a datapath group");
      const [uuid] =
        southbound.mirror.tables.datapathGroups.get(one.logicalDpGroup)?.datapaths ?? [];
      const member = southbound.datapath(uuid ?? "");
      assert.ok(member);
      assert.equal(southbound.isFlowOn(one, member), true);
      const other = { ...member, uuid: "00000000-0000-0000-0000-000000000000" };
      assert.equal(southbound.isFlowOn(one, other), false);
    });

    test("still explains the cookie of a row that has just gone, but not for ever", async () => {
      const flow = [...southbound.mirror.tables.logicalFlows.values()].at(-1);
      assert.ok(flow);
      served.update({ Logical_Flow: { [flow.uuid]: { delete: null } } });
      await waitFor(() => southbound.mirror.tables.logicalFlows.get(flow.uuid) === undefined);
      const cookie = Number(`0x${flow.uuid.slice(0, 8)}`);
      assert.deepEqual(southbound.cookieOwners(cookie), []);
      assert.equal(southbound.hasCookie(cookie), true);
      assert.equal(southbound.hasCookie(cookie, new Date(Date.now() + 120_000)), false);
    });
  });
}

test("a cookie is the first 32 bits of a uuid", () => {
  assert.equal(uuidPrefixOf(0x0089_6fde), "00896fde");
  assert.equal(uuidPrefixOf(0xffff_ffffn), "ffffffff");
  assert.equal(uuidPrefixOf(-1), null);
  assert.equal(uuidPrefixOf(2 ** 32), null);
});

const liveRemote = process.env.TAPLINE_TEST_SOUTHBOUND;
const liveRunDirs = process.env.TAPLINE_TEST_OVS_RUNDIRS;
const skip =
  liveRemote && liveRunDirs
    ? false
    : "needs a running OVN: set TAPLINE_TEST_SOUTHBOUND and TAPLINE_TEST_OVS_RUNDIRS (a:b)";

test("every non-zero cookie of the br-int of a running cluster is explained", {
  skip,
}, async () => {
  const client = new OvsdbClient({ remotes: liveRemote ?? "", database: "OVN_Southbound" });
  const southbound = new Southbound(client);
  client.start();
  await southbound.mirror.whenSynced(soon());
  for (const runDir of (liveRunDirs ?? "").split(":")) {
    const env = { OVS_RUNDIR: runDir };
    const { stdout } = await run(["ovs-ofctl", "dump-flows", "br-int"], { env });
    const cookies = [...stdout.matchAll(/cookie=0x([0-9a-f]+)/g)].map(([, hex]) =>
      BigInt(`0x${hex}`),
    );
    assert.ok(cookies.length > 0);
    const unexplained = cookies.filter((cookie) => cookie !== 0n && !southbound.hasCookie(cookie));
    assert.deepEqual(unexplained, []);
  }
  await client.close();
});
