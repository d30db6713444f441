import assert from "node:assert/strict";
import { test } from "node:test";
import { ttlCheck } from "../../../../../aggregator/checks/ovn/ttl.ts";
import { recognise } from "../../../../../aggregator/correlation/join/recognise.ts";
import { type Located, locate } from "../../../../../aggregator/correlation/locate/located.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { stopOf } from "../../../../../aggregator/verdict/failure.ts";
import { plainSighting } from "../../../../../proto/records/plain.ts";
import { packSightings, sightingsIn } from "../../../../../proto/records/record.ts";
import { wordsOf } from "../beyond-pods.ts";
import { recorded } from "../host-evidence.ts";

/** All that the pod sends has one hop left, and the router is on its way. */
const expires = recorded("ttl-expires.cross-node.tcp");
const expired = new CaseView(expires);
const located = locate(expired);
const keys = located.gaps[0]?.keys ?? [];
const [first] = keys;

/** The verdict when packets of some transactions have plenty left, and only some of all stop. */
function verdictOf(plenty: readonly number[], stopped: readonly number[]): string {
  const series = located.asked?.series;
  assert.ok(series !== undefined);
  const evidence = expires.evidence.map((item) => {
    if (item.name !== "tap" || item.data === null) return item;
    const changed = item.data.sightings.map((one) => {
      const plain = plainSighting(one);
      const key = recognise(series, one)?.key;
      if (key === undefined || !plenty.includes(key) || plain.ip === null) return plain;
      return { ...plain, ip: { ...plain.ip, ttl: 64 } };
    });
    return { ...item, data: { ...item.data, sightings: sightingsIn(packSightings(changed)) } };
  });
  const view = new CaseView({ ...expires, evidence });
  const gaps = located.gaps.map((gap) => ({ ...gap, keys: stopped }));
  const context: { view: CaseView; located: Located } = { view, located: { ...located, gaps } };
  return wordsOf(ttlCheck.run({ ...context, stage: stopOf(expired, located)?.stage ?? null }));
}

test("packets that all stop with nothing left have expired", () => {
  assert.ok(keys.length > 1 && first !== undefined);
  assert.equal(verdictOf([], keys), "TTL_EXPIRED decisive");
});

test("where one stops that had plenty left, TTL is not why", () => {
  assert.equal(verdictOf(keys.slice(1), keys), "clean");
  assert.equal(verdictOf(keys.slice(0, 1), keys), "clean");
});

test("packets that do not stop there do not count, whatever they have left", () => {
  assert.equal(verdictOf(keys.slice(1), keys.slice(1)), "clean");
  assert.equal(verdictOf(keys.slice(0, 1), keys.slice(1)), "TTL_EXPIRED decisive");
});
