import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { plainSighting } from "../../../../../proto/records/plain.ts";
import { changed } from "../../../proto/records/sighting-from.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";

const lost = recorded("underlay-blocked.cross-node.tcp");

test("what leaves in a tunnel to a third node has not passed the bridge as it should", () => {
  assert.equal(conclude(lost).failure?.stage, "underlay");
  const strayed = edited(lost, "tap", (_item, data) => ({
    ...data,
    sightings: data.sightings.map((one) => {
      const { tunnel } = plainSighting(one);
      return tunnel === null || !one.isOut
        ? one
        : changed(one, { tunnel: { ...tunnel, destination: "198.18.1.99" } });
    }),
  }));
  const { failure, path } = conclude(strayed);
  assert.deepEqual([failure?.stage, failure?.direction], ["source-bridge", "request"]);
  const uplink = path.find(({ point }) => point === "source-uplink");
  assert.equal(uplink?.request.seen, 0);
});

test("while the other node's addresses are not known no packet counts as strayed", () => {
  const noAddresses = edited(lost, "tap", (_item, data) => ({
    ...data,
    links: data.links.map((link) => ({ ...link, addresses: [] })),
  }));
  assert.equal(conclude(noAddresses).failure?.stage, "underlay");
  assert.equal(conclude(failed(lost, "tap")).failure, null);
});
