import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { TunnelKeys } from "../../../../../aggregator/evidence/plan.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import type { TunnelHeader } from "../../../../../proto/records/fields.ts";
import { plainSighting } from "../../../../../proto/records/plain.ts";
import { changed } from "../../../proto/records/sighting-from.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";

const lost = recorded("underlay-blocked.cross-node.tcp");

/** Of the recorded requests: the pods' switch, and the destination's port on it. */
const keys = ((): TunnelKeys => {
  for (const item of lost.evidence) {
    if (item.name !== "tap" || item.data === null) continue;
    for (const one of item.data.sightings) {
      const { tunnel } = plainSighting(one);
      if (tunnel !== null) return { datapath: tunnel.vni, port: tunnel.egressPort ?? 0 };
    }
  }
  throw new Error("no packet in a tunnel");
})();

function to(tunnelKeys: TunnelKeys | null, changes: Partial<TunnelHeader> = {}): CaseFile {
  const { plan } = lost;
  const sent = edited(lost, "tap", (_item, data) => ({
    ...data,
    sightings: data.sightings.map((one) => {
      const { tunnel } = plainSighting(one);
      return tunnel === null ? one : changed(one, { tunnel: { ...tunnel, ...changes } });
    }),
  }));
  return { ...sent, plan: { ...plan, destination: { ...plan.destination, tunnelKeys } } };
}

function stageOf(one: CaseFile): string | undefined {
  return conclude(one).failure?.stage;
}

test("packets for the destination's own port count; where its keys are not known, all do", () => {
  assert.equal(stageOf(to(keys)), "underlay");
  assert.equal(stageOf(to(null)), "underlay");
  assert.equal(stageOf(to(null, { vni: 9 })), "underlay");
});

test("packets of another datapath, or for another port, have not passed the point", () => {
  assert.equal(stageOf(to(keys, { vni: keys.datapath + 1 })), "source-bridge");
  assert.equal(stageOf(to(keys, { egressPort: keys.port + 1 })), "source-bridge");
});

test("what is flooded goes to the destination, too; without OVN's option the VNI tells", () => {
  assert.equal(stageOf(to(keys, { egressPort: 0x8001 })), "underlay");
  assert.equal(stageOf(to(keys, { egressPort: null })), "underlay");
});

test("in VXLAN the VNI has other bits, and tells nothing here", () => {
  assert.equal(stageOf(to(keys, { kind: "vxlan", vni: 9, egressPort: null })), "underlay");
});
