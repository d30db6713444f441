import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { start } from "../../lib/exec.ts";
import { parseEvent, type TestEvent } from "./event.ts";

const reporter = fileURLToPath(new URL("event-lines.js", import.meta.url));
/** Of a file's stderr, to say why it ended. */
const maxTailBytes = 4_000;
const everyMs = 250;

export interface FileOptions {
  readonly onEvent: (event: TestEvent) => void;
  /** Milliseconds in which no test began and none ended before the file is ended. */
  readonly silenceMs: number;
}

/** How the process of a test file ended. */
export interface FileEnd {
  readonly how: "well" | "failed" | "silent";
  /** The last words on its stderr. */
  readonly stderr: string;
}

/**
 * Runs one test file in a process of its own and tells what happens in it while it happens. One
 * test that hangs ends the file when nothing has happened for `silenceMs`.
 */
export async function runFile(program: string, options: FileOptions): Promise<FileEnd> {
  // A source is one that the compiler could not take whole.
  const loader = program.endsWith(".ts") ? ["--import", "tsx"] : [];
  const argv = [process.execPath, ...loader, `--test-reporter=${reporter}`, program];
  const { child, stdout, stderr } = await start(argv, { dieWithParent: true });
  const closed = once(child, "close");
  let lastAt = performance.now();
  let silent = false;
  const timer = setInterval(() => {
    if (performance.now() - lastAt < options.silenceMs) return;
    silent = true;
    child.kill("SIGKILL");
  }, everyMs);
  const tail = keepTail(stderr);
  if (stdout !== null) {
    for await (const line of createInterface({ input: stdout })) {
      const event = parseEvent(line);
      if (event === null) continue;
      lastAt = performance.now();
      options.onEvent(event);
    }
  }
  const [exitCode] = await closed;
  clearInterval(timer);
  const how = silent ? "silent" : exitCode === 0 ? "well" : "failed";
  return { how, stderr: tail() };
}

function keepTail(stream: Readable | null): () => string {
  let text = "";
  stream?.on("data", (chunk) => {
    text = (text + String(chunk)).slice(-maxTailBytes);
  });
  return () => text.trim();
}
