import type { EndedEvent, TestEvent } from "./event.ts";
import type { FileEnd } from "./run-file.ts";

export interface Counts {
  passed: number;
  failed: number;
  readonly skipped: Skipped[];
}

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Counts what happens in one test file, and puts into words what a person wants to see of it. */
export class FileReport {
  readonly file: string;
  readonly #startedAt: number;
  readonly #running = new Map<string, number>();
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(file: string, now = performance.now()) {
    this.file = file;
    this.#startedAt = now;
  }

  /** @returns the explanation of a failure; null for everything else */
  take(event: TestEvent, counts: Counts, now = performance.now()): string | null {
    const key = `${event.nesting} ${event.name}`;
    if (event.type === "began") {
      this.#running.set(key, now);
      return null;
    }
    this.#running.delete(key);
    return this.#ended(event, counts);
  }

  /** @returns what to say of a file that did not end well and told nothing of it */
  close({ how, stderr }: FileEnd, counts: Counts, silenceMs: number): string | null {
    const running = this.runningTest();
    if (how === "well" || (how === "failed" && this.#failed > 0 && running === null)) return null;
    this.#failed += 1;
    counts.failed += 1;
    const name = running?.name ?? "the file";
    const why =
      how === "silent"
        ? `nothing happened for ${silenceMs / 1_000} s: ended; what comes after it did not run`
        : "its process ended before it did";
    return failure(`${this.file}: ${name}`, [why, stderr].filter((text) => text !== "").join("\n"));
  }

  /** The innermost test that runs, and for how long. */
  runningTest(now = performance.now()): { name: string; seconds: number } | null {
    const last = [...this.#running].at(-1);
    if (last === undefined) return null;
    const [key, since] = last;
    return { name: key.replace(/^\d+ /, ""), seconds: Math.round((now - since) / 1_000) };
  }

  line(now = performance.now()): string {
    const mark = this.#failed === 0 ? "ok    " : "FAILED";
    return `${mark} ${this.file}: ${this.#words()}, ${this.#seconds(now).toFixed(1)} s`;
  }

  isLong(thanMs: number, now = performance.now()): boolean {
    return now - this.#startedAt > thanMs;
  }

  heartbeat(now = performance.now()): string {
    const running = this.runningTest(now);
    const at = running === null ? "" : `, for ${running.seconds} s at "${running.name}"`;
    return `…      ${this.file}: ${this.#words()}, ${this.#seconds(now).toFixed(0)} s${at}`;
  }

  #ended({ name, isSuite, skipped, error, durationMs }: EndedEvent, counts: Counts): string | null {
    if (error !== null) {
      // A parent fails because a child did: the child has been counted and shown.
      if (error.kind === "subtestsFailed") return null;
      this.#failed += 1;
      counts.failed += 1;
      return failure(`${this.file}: ${name} (${durationMs.toFixed(0)} ms)`, error.text);
    }
    if (isSuite) return null; // a heading
    if (skipped === null) {
      this.#passed += 1;
      counts.passed += 1;
    } else {
      this.#skipped += 1;
      counts.skipped.push({ name, reason: skipped });
    }
    return null;
  }

  #words(): string {
    const failed = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    const skipped = this.#skipped === 0 ? "" : `, ${this.#skipped} skipped`;
    return `${this.#passed} passed${failed}${skipped}`;
  }

  #seconds(now: number): number {
    return (now - this.#startedAt) / 1_000;
  }
}

const maxLines = 40;

function failure(head: string, text: string): string {
  const lines = text.split("\n");
  const shown = lines.slice(0, maxLines).map((line) => `    ${line}`);
  const rest = lines.length - shown.length;
  const body = rest > 0 ? [...shown, `    … ${rest} more lines`] : shown;
  return [`✘ ${head}`, ...body].join("\n");
}

/** Reasons of skipped tests, then the line that CI reads. */
export function summary({ passed, failed, skipped: left }: Counts): string {
  const byReason = new Map<string, number>();
  for (const { reason } of left) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const reasons = [...byReason].map(([reason, count]) => `skipped ${count}: ${reason}`);
  const line = `${passed} passed, ${failed} failed, ${left.length} skipped`;
  return [...reasons, line].join("\n");
}
