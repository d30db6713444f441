import { TraceDaemon } from "../../../../aggregator/logical-trace/trace-daemon.ts";

/** Starts a daemon, says so, and waits to be killed. */
const [database = "", folder = ""] = process.argv.slice(2);
const options = { database, folder, number: 1, connectionStates: 16, startTimeoutMs: 10_000 };
await TraceDaemon.start({ ...options, connection: "new" }, new AbortController().signal);
process.stdout.write("started\n");
setInterval(() => {}, 60_000);
