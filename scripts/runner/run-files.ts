import type { Writable } from "node:stream";
import { messageOf } from "../../lib/errors.ts";
import { type CompiledTests, compileTests } from "./compile.ts";
import { type Counts, FileReport } from "./report.ts";
import { runFile } from "./run-file.ts";

/** A file that runs longer says so again and again. */
const heartbeatMs = 15_000;

export interface RunOptions {
  /** How many files at once. */
  readonly concurrency: number;
  /** Milliseconds without an event after which a file is ended. */
  readonly silenceMs: number;
  readonly out: Writable;
}

/** Runs test files, counts, and tells as it goes: each file, each failure at once. */
export async function runFiles(
  files: readonly string[],
  counts: Counts,
  options: RunOptions,
): Promise<void> {
  if (files.length === 0) return;
  const say = (text: string): void => {
    options.out.write(`${text}\n`);
  };
  const compiled = await compileTests(files).catch((thrown: unknown) => {
    counts.failed += 1;
    say(`✘ Cannot compile ${files.length} test files: ${messageOf(thrown)}`);
  });
  if (compiled === undefined) return;
  const waiting = [...files];
  const running = new Set<FileReport>();
  let ended = 0;
  const timer = setInterval(() => {
    for (const report of running) if (report.isLong(heartbeatMs)) say(report.heartbeat());
  }, heartbeatMs);
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const report = new FileReport(file);
      running.add(report);
      await oneFile(report, { compiled, counts, options, say });
      running.delete(report);
      ended += 1;
      say(`${String(ended).padStart(3)}/${files.length} ${report.line()}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, work));
  } finally {
    clearInterval(timer);
    await compiled.remove();
  }
}

interface FileContext {
  readonly compiled: CompiledTests;
  readonly counts: Counts;
  readonly options: RunOptions;
  readonly say: (text: string) => void;
}

async function oneFile(report: FileReport, context: FileContext): Promise<void> {
  const { compiled, counts, options, say } = context;
  const show = (failure: string | null): void => {
    if (failure !== null) say(compiled.inSources(failure));
  };
  const { silenceMs } = options;
  const end = await runFile(compiled.programOf(report.file), {
    silenceMs,
    onEvent: (event) => show(report.take(event, counts)),
  });
  show(report.close(end, counts, silenceMs));
}
