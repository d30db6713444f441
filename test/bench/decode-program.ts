import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { PacketReader } from "../../agent/capture/packet-reader.ts";
import { PcapReader } from "../../agent/packet/pcap-reader.ts";
import { RecordBatcher } from "../../agent/publish/record-batcher.ts";

/**
 * The agent half, bundled and run as `node program.mjs framing|agent FILE` or `pack FILE RECORDS`,
 * which also keeps the records.
 */
const [mode, path = "", recordsPath = ""] = process.argv.slice(2);

/** What a pipe gives at once. */
const chunkBytes = 64 * 1024;

interface Sink {
  push(chunk: Buffer): void;
  end(): void;
}

const counted = { records: 0, batches: 0, bytes: 0 };
if (mode === "framing") framing();
else agentHalf(mode === "pack" ? openSync(recordsPath, "wx") : null);
process.stdout.write(JSON.stringify(counted));

function framing(): void {
  const reader = new PcapReader(() => {
    counted.records += 1;
  });
  feed(reader);
}

/** All that a tap does with tcpdump's output, as `agent/capture/tap.ts` puts it together. */
function agentHalf(file: number | null): void {
  const batcher = new RecordBatcher({
    offer: (records, count) => {
      counted.records += count;
      counted.batches += 1;
      counted.bytes += records.length;
      if (file !== null) writeSync(file, records);
      return true;
    },
  });
  const fail = (): never => {
    throw new Error(`Cannot read the capture: ${reader.failure || "the limit was reached"}`);
  };
  const reader = new PacketReader({
    maxPackets: Number.MAX_SAFE_INTEGER,
    onPacket: (packet) => batcher.add(packet),
    onLimit: fail,
    onFailure: fail,
  });
  feed(reader);
  batcher.flush();
}

function feed(sink: Sink): void {
  const file = openSync(path, "r");
  const chunk = Buffer.alloc(chunkBytes);
  for (;;) {
    const length = readSync(file, chunk, 0, chunkBytes, null);
    if (length === 0) break;
    sink.push(length === chunkBytes ? chunk : chunk.subarray(0, length));
  }
  closeSync(file);
  sink.end();
}
