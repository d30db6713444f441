import { closeSync, openSync, readSync } from "node:fs";
import { matrixOf, type Row } from "../../aggregator/correlation/join/matrix.ts";
import { sentSeries } from "../../aggregator/correlation/join/series.ts";
import { SightingStore } from "../../aggregator/transport/sighting-store.ts";
import { recordBytes } from "../../proto/records/layout.ts";
import { viewOf } from "./decode-case.ts";
import { isLost, scene, windowPackets } from "./decode-scene.ts";

/**
 * The aggregator half, bundled and run as `node program.mjs RECORDS`: batches of records as agents
 * send them, kept per tap, joined into transactions per diagnosis, and each of these checked.
 */
const [path = ""] = process.argv.slice(2);
const batchRecords = 1_000;
const file = openSync(path, "r");
const counted = { records: 0, diagnoses: 0, transactions: 0, lost: 0 };
/** What each tap of a diagnosis saw: to get memory for it is no part of what is measured. */
const buffers = [0, 1].map(() => Buffer.alloc(windowPackets * recordBytes));

/** All that one tap saw, as `aggregator/transport/remote-tap.ts` takes it; null at the end. */
function tap(role: 0 | 1): SightingStore | null {
  const store = new SightingStore(windowPackets);
  const buffer = buffers[role] ?? Buffer.alloc(0);
  const bytes = readSync(file, buffer, 0, buffer.length, null);
  if (bytes === 0) return null;
  if (bytes !== buffer.length) throw new Error("The records end in the middle of a tap");
  for (let at = 0; at < bytes; at += batchRecords * recordBytes) {
    const records = buffer.subarray(at, at + batchRecords * recordBytes);
    store.add({ records, count: batchRecords });
    counted.records += batchRecords;
  }
  if (store.unreadable !== null || store.overLimit > 0) throw new Error("A tap is not whole");
  return store;
}

function diagnose(source: SightingStore, destination: SightingStore): void {
  const view = viewOf([source.sightings, destination.sightings]);
  const series = sentSeries(view, "asked");
  if (series === null) throw new Error("The probe did not report");
  const { rows } = matrixOf(view, series);
  const points = rows.map(({ step }) => `${step.point} ${step.direction}`);
  if (points.join() !== wanted.join()) throw new Error(`The path has the points ${points}`);
  for (const row of rows) checkRow(row);
  counted.diagnoses += 1;
  counted.transactions += series.attempts.size;
  counted.lost += series.attempts.size - (rows.at(-1)?.seen.size ?? 0);
}

const wanted = [
  ...["source-veth", "source-uplink", "destination-uplink", "destination-veth"].map(
    (point) => `${point} request`,
  ),
  ...["destination-veth", "destination-uplink", "source-uplink", "source-veth"].map(
    (point) => `${point} reply`,
  ),
];

/** Each transaction was seen once where its packets passed, and nowhere else. */
function checkRow({ step, seen, refused, errors, isBlind }: Row): void {
  const passesAll = step.direction === "request" && step.role === "source";
  for (let connection = 0; connection < scene.connections; connection += 1) {
    const count = seen.get(scene.firstSourcePort + connection)?.count ?? 0;
    if (count === (passesAll || !isLost(connection) ? 1 : 0)) continue;
    throw new Error(`Connection ${connection} was seen ${count} times at ${step.point}`);
  }
  const others = refused.size + errors.size + Number(isBlind);
  if (others !== 0) throw new Error(`At ${step.point} there is what no packet says`);
}

for (let source = tap(0); source !== null; source = tap(0)) {
  const destination = tap(1);
  if (destination === null) throw new Error("The records end after the first tap of a path");
  diagnose(source, destination);
}
closeSync(file);
process.stdout.write(JSON.stringify(counted));
