import { closeSync, openSync, readSync } from "node:fs";
import { correlationKey } from "../../agent/evidence/correlation-key.ts";
import { decodeRecord } from "../../agent/packet/decode.ts";
import { Packet } from "../../agent/packet/packet.ts";
import { PcapReader, type RecordVisitor } from "../../agent/packet/pcap-reader.ts";

/** The program that the decode benchmark bundles and runs: `node program.mjs framing|keys FILE`. */
const [mode, path = ""] = process.argv.slice(2);

/** What a pipe gives at once, and what a processor's second-level cache holds. */
const chunkBytes = 64 * 1024;
/** Keys that are remembered: a table of a power of two, where a new key takes an old's place. */
const slotBits = 14;

let wireBytes = 0;
let seenBefore = 0;
const packet = new Packet();
const recentKeys = new Int32Array(1 << slotBits);

const countBytes: RecordVisitor = (record) => {
  wireBytes += record.originalLength;
};
const countKeys: RecordVisitor = (record, header) => {
  decodeRecord(packet, header.linkType, record);
  const key = correlationKey(packet);
  const slot = key >>> (32 - slotBits);
  seenBefore += recentKeys[slot] === key ? 1 : 0;
  recentKeys[slot] = key;
};

const reader = new PcapReader(mode === "keys" ? countKeys : countBytes);
const file = openSync(path, "r");
const chunk = new Uint8Array(chunkBytes);
for (;;) {
  const length = readSync(file, chunk, 0, chunkBytes, null);
  if (length === 0) break;
  reader.push(length === chunkBytes ? chunk : chunk.subarray(0, length));
}
closeSync(file);
reader.end();
process.stdout.write(JSON.stringify({ ...reader.stats, wireBytes, seenBefore }));
