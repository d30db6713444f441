import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { nodeFacts } from "../../../../agent/facts/node-facts.ts";
import type { OvsSnapshot } from "../../../../agent/ports/ovs-view.ts";
import type { NodeFacts } from "../../../../proto/gen/tapline/v1/NodeFacts.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { toWireReason } from "../../../../proto/wire/reason.ts";
import { snapshotOf } from "../ports/ovs-fixture.ts";

describe("the ports of bridges", () => {
  /** No daemon runs here, which is a problem of its own. */
  let runDir = "";
  before(async () => {
    runDir = await mkdtemp(join(tmpdir(), "tlt-node-facts-"));
  });
  after(() => rm(runDir, { recursive: true }));

  const factsWith = (snapshot: () => Promise<OvsSnapshot>): Promise<NodeFacts> => {
    const ovs = { snapshot, onInterfaces: () => () => {} };
    const places = { ovs, ovsRunDir: runDir, ovnRunDir: runDir };
    return nodeFacts(places, new AbortController().signal);
  };

  test("are the interfaces that each bridge holds, without those on none", async () => {
    const snapshot = snapshotOf([
      { name: "a_h" },
      { name: "eth1", bridge: "br-provider" },
      { name: "left-over", bridge: "" },
      { name: "patch-provider", type: "patch", bridge: "br-provider" },
    ]);
    const { bridgePorts, problems } = await factsWith(async () => snapshot);
    assert.deepEqual(bridgePorts, [
      { bridge: "br-int", interface: "a_h" },
      { bridge: "br-provider", interface: "eth1" },
      { bridge: "br-provider", interface: "patch-provider" },
    ]);
    assert.deepEqual(
      problems?.filter(({ part }) => part === "PROBLEM_PART_OVS_DATABASE"),
      [],
    );
  });

  test("of a database that cannot be read are none, and a problem says why", async () => {
    const { bridgePorts, problems } = await factsWith(() => Promise.reject(new Error("no answer")));
    assert.deepEqual(bridgePorts, []);
    const problem = problems?.find(({ part }) => part === "PROBLEM_PART_OVS_DATABASE");
    assert.deepEqual(problem?.why, toWireReason(said("no answer")));
  });
});
