import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Software } from "../../../../agent/facts/software.ts";
import { SoftwareWatch } from "../../../../agent/session/software-watch.ts";
import { until } from "../../aggregator/transport/scripted-agent.ts";

const first: Software = { ovsVersion: "3.1.0", ovnVersion: "23.03.1", datapathType: "system" };

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

class Bench {
  found = first;
  looks = 0;
  readonly told: Software[] = [];
  readonly watch: SoftwareWatch;
  change: () => void = () => {};

  constructor(times: { readonly settleMs: number; readonly everyMs: number }) {
    this.watch = new SoftwareWatch({
      read: async () => {
        this.looks += 1;
        return this.found;
      },
      onChange: (listener) => {
        this.change = listener;
        return () => {};
      },
      ...times,
    });
    this.watch.start(stop.signal);
  }
}

test("many changes are one look; only what is different is told", async () => {
  const bench = new Bench({ settleMs: 20, everyMs: 60_000 });
  bench.watch.subscribe(first, (now) => bench.told.push(now));
  for (let change = 0; change < 50; change += 1) bench.change();
  await until("a look", () => bench.looks === 1);
  assert.deepEqual(bench.told, []);
  bench.found = { ...first, ovsVersion: "" };
  bench.change();
  await until("the news", () => bench.told.length === 1);
  assert.deepEqual(bench.told, [bench.found]);
  assert.equal(bench.looks, 2);
});

test("a restart that changes no row is seen within the interval", async () => {
  const bench = new Bench({ settleMs: 1, everyMs: 5 });
  bench.watch.subscribe(first, (now) => bench.told.push(now));
  await until("some looks", () => bench.looks > 2);
  bench.found = { ...first, ovnVersion: "24.03.2" };
  await until("the news", () => bench.told.length === 1);
});

test("who subscribes with what is no longer true is told at once, and nobody after that", () => {
  const bench = new Bench({ settleMs: 1, everyMs: 60_000 });
  bench.watch.subscribe(first, () => {});
  const stopTelling = bench.watch.subscribe({ ...first, ovsVersion: "" }, (now) =>
    bench.told.push(now),
  );
  assert.deepEqual(bench.told, [first]);
  stopTelling();
  bench.watch.subscribe(first, (now) => bench.told.push(now));
  assert.equal(bench.told.length, 1);
});
