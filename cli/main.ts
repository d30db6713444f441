import { runCli } from "./cli.ts";
import { processIo } from "./io.ts";

// A reader that went away (`tapline flows | head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const interrupted = new AbortController();
// Once: a second Ctrl-C ends the process at once.
process.once("SIGINT", () => interrupted.abort());

// No await here: in an executable of one file this is CommonJS.
void runCli(process.argv.slice(2), processIo(interrupted.signal)).then((status) => {
  process.exitCode = status;
});
