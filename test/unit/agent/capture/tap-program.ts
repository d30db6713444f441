import { runTap } from "../../../../agent/capture/tap.ts";
import { tapSettings } from "../../../../agent/capture/tcpdump-vector.ts";
import { sightingsIn } from "../../../../proto/records/record.ts";

// A tap in whatever namespace this process is started in, for tests. Arguments: filter, packets at
// most, and "deaf" for one that takes no batch. A line "listening", a line per sighting, and at the
// end of stdin the report.
const [filter = "", maxPackets = "0", mood = ""] = process.argv.slice(2);
const stop = new AbortController();
process.stdin.on("end", () => stop.abort()).resume();

const report = await runTap(tapSettings(filter, 0, Number(maxPackets)), {
  stop: stop.signal,
  signal: new AbortController().signal,
  offer: (records) => {
    if (mood === "deaf") return false;
    for (const { direction, ip } of sightingsIn(records)) {
      process.stdout.write(`${direction} ${ip?.icmpType}\n`);
    }
    return true;
  },
  onListening: async () => {
    process.stdout.write("listening\n");
  },
});
process.stdout.write(`report ${JSON.stringify(report)}\n`);
process.stdin.destroy();
