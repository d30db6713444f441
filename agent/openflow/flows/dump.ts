import type { Flow } from "./flow.ts";
import { FlowParser } from "./parse.ts";

export interface DumpOptions {
  /** Bytes of one line. A flow with a large conjunction or bundle is a few kilobytes. */
  readonly maxLineBytes?: number;
  /** Lines that could not be parsed and are handed over; later ones are counted only. */
  readonly maxUnparsed?: number;
  readonly onFlow: (flow: Flow) => void;
  readonly onUnparsed?: (line: UnparsedLine) => void;
}

/** A line that is no flow: an error of the tool, a flow of a newer OVS, a piece of either. */
export interface UnparsedLine {
  readonly reason: "unknown" | "too-long" | "cut";
  /** At most the first 200 characters. */
  readonly text: string;
  /** 1 for the first line of the dump. */
  readonly line: number;
}

export interface DumpCounts {
  readonly flows: number;
  /** Lines of no flow, without empty ones and the reply's headers. */
  readonly unparsed: number;
  readonly headers: number;
  readonly bytes: number;
}

export const defaultDumpOptions = { maxLineBytes: 1024 * 1024, maxUnparsed: 100 } as const;

const header = /^(NXST|OFPST)_FLOW reply/;
const newline = 0x0a;

/**
 * Stream parser of `ovs-ofctl dump-flows`: chunks of any size in, flows out, memory bounded by the
 * length of a line.
 *
 * Nothing is dropped silently: each line is a flow, a header, empty, or counted as unparsed. The
 * exit status of the tool is a different matter, and the caller's.
 */
export class FlowDumpParser {
  readonly #options: DumpOptions;
  readonly #maxLineBytes: number;
  readonly #parser = new FlowParser();
  /** Pieces of the line that is not at its end yet. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #skipping = false;
  #lines = 0;
  #flows = 0;
  #unparsed = 0;
  #headers = 0;
  #bytes = 0;

  constructor(options: DumpOptions) {
    this.#options = options;
    this.#maxLineBytes = options.maxLineBytes ?? defaultDumpOptions.maxLineBytes;
  }

  get counts(): DumpCounts {
    const [flows, unparsed, headers, bytes] = [
      this.#flows,
      this.#unparsed,
      this.#headers,
      this.#bytes,
    ];
    return { flows, unparsed, headers, bytes };
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    // A line end is one byte that is part of no other character in UTF-8: cut there, then decode.
    // Line by line, because parts of a string keep the whole of it in memory: parts of a chunk's
    // text would let one flow that somebody keeps hold 64 KB.
    const first = chunk.indexOf(newline);
    if (first < 0) {
      this.#keep(chunk);
      return;
    }
    this.#keep(chunk.subarray(0, first));
    this.#endLine();
    let start = first + 1;
    for (let end = next(chunk, start); end >= 0; end = next(chunk, start)) {
      this.#line(chunk.toString("utf8", start, end));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** Call at the end of the stream: a last line without its end is cut, and no flow. */
  end(): DumpCounts {
    if (this.#restBytes > 0 && !this.#skipping) {
      this.#lines++;
      this.#report("cut", Buffer.concat(this.#rest).toString("utf8"));
    }
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = false;
    return this.counts;
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0 || this.#skipping) return;
    this.#restBytes += piece.length;
    this.#rest.push(piece);
    if (this.#restBytes <= this.#maxLineBytes) return;
    this.#lines++;
    this.#report("too-long", Buffer.concat(this.#rest).toString("utf8", 0, 1024));
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = true;
  }

  #endLine(): void {
    if (!this.#skipping) this.#line(Buffer.concat(this.#rest).toString("utf8"));
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = false;
  }

  #line(line: string): void {
    this.#lines++;
    if (line.length > this.#maxLineBytes) {
      this.#report("too-long", line);
      return;
    }
    const flow = this.#parser.parse(line);
    if (flow !== null) {
      this.#flows++;
      this.#options.onFlow(flow);
    } else if (header.test(line)) this.#headers++;
    else if (line.trim() !== "") this.#report("unknown", line);
  }

  #report(reason: UnparsedLine["reason"], text: string): void {
    this.#unparsed++;
    const limit = this.#options.maxUnparsed ?? defaultDumpOptions.maxUnparsed;
    if (this.#unparsed > limit) return;
    this.#options.onUnparsed?.({ reason, text: text.slice(0, 200), line: this.#lines });
  }
}

function next(chunk: Buffer, from: number): number {
  return chunk.indexOf(newline, from);
}
