import type { Writable } from "node:stream";

/** All that the command line touches of the process, so that tests can hand in their own. */
export interface Io {
  /** Called as a plugin: `kubectl tapline …`. */
  readonly isPlugin: boolean;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether stdout is a terminal: colour and its width. */
  readonly interactive: boolean;
  /** Whether stderr is a terminal: progress is shown there. */
  readonly progress: boolean;
  /** Columns that text is laid out for. */
  readonly columns: number;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Where stdout is no terminal, text is laid out for a page of this width. */
export const defaultColumns = 100;

/** The process's own streams. `NO_COLOR` (no-color.org) is respected. */
export function processIo(signal: AbortSignal): Io {
  const interactive = process.stdout.isTTY === true;
  return {
    // kubectl(1) starts the program kubectl-NAME for the command NAME.
    isPlugin: /(^|[/\\])kubectl-[^/\\]*$/.test(process.argv[1] ?? ""),
    stdout: process.stdout,
    stderr: process.stderr,
    interactive,
    progress: process.stderr.isTTY === true,
    columns: interactive ? process.stdout.columns || defaultColumns : defaultColumns,
    color: interactive && !process.env.NO_COLOR && process.env.TERM !== "dumb",
    env: process.env,
    signal,
  };
}

/** Writes and waits until the reader keeps up: `tapline flows | less` must not hold all flows. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("error", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("error", done);
    stream.on("close", done);
  });
}
