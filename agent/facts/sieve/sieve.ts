import { TextDecoder } from "node:util";
import { outputTooLarge, run } from "../../../lib/exec.ts";

/** Takes what a program prints as it comes, and keeps what matters. */
export interface Sieve {
  take(text: string): void;
  /** What is kept, in the program's own form. @throws {SyntaxError} when it is not that. */
  end(): Sieved;
}

export interface Sieved {
  readonly text: string;
  /** Rules and members that were left out. */
  readonly leftOut: number;
}

/** What is not larger is kept whole: most rulesets are. */
const wholeBytes = 256 * 1024;
/** A ruleset of 10,000 Services is some 30 MB as JSON. */
const readBytes = 256 * 1024 * 1024;
/** While reading: what may matter once all is known. */
const heldBytes = 32 * 1024 * 1024;
/** What is sent along. */
const keptBytes = 1024 * 1024;
const timeoutMs = 10_000;

/** Counts what is held of a program's output. */
export class Held {
  #bytes = 0;
  readonly #program: string;

  constructor(program: string) {
    this.#program = program;
  }

  /** @throws {ExecError} OUTPUT_TOO_LARGE */
  add(text: string): void {
    this.#bytes += text.length;
    if (this.#bytes > heldBytes) throw outputTooLarge(this.#program, heldBytes);
  }
}

/**
 * Runs a program and gives what it prints: whole where that is not much, else what a sieve keeps.
 *
 * @throws {ExecError} OUTPUT_TOO_LARGE where even that is too much, and whatever `run` throws.
 */
export async function sieved(
  argv: readonly string[],
  signal: AbortSignal,
  sieveFor: (held: Held) => Sieve,
): Promise<Sieved> {
  const [program = ""] = argv;
  const decoder = new TextDecoder();
  let whole = "";
  let sieve: Sieve | null = null;
  const take = (text: string): void => {
    if (sieve === null && whole.length + text.length <= wholeBytes) whole += text;
    else {
      if (sieve === null) {
        sieve = sieveFor(new Held(program));
        sieve.take(whole);
        whole = "";
      }
      sieve.take(text);
    }
  };
  const onStdout = (chunk: Buffer): void => take(decoder.decode(chunk, { stream: true }));
  await run(argv, { timeoutMs, maxBytes: readBytes, signal, onStdout });
  take(decoder.decode());
  // What is assigned in a function is not seen here.
  const used = sieve as Sieve | null;
  if (used === null) return { text: whole, leftOut: 0 };
  const kept = used.end();
  if (kept.text.length > keptBytes) throw outputTooLarge(program, keptBytes);
  return kept;
}

/** Lines of a text that comes in pieces. */
export class Lines {
  #rest = "";
  readonly #take: (line: string) => void;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.#rest !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}

/** What can be reached from roots. */
export function reachable(
  roots: readonly string[],
  onward: (name: string) => Iterable<string>,
): ReadonlySet<string> {
  const seen = new Set(roots);
  // A set gives what is added while it is gone through, too.
  for (const name of seen) for (const next of onward(name)) seen.add(next);
  return seen;
}
