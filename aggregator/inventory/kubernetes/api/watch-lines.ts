import { reason } from "../../../../proto/reasons/index.ts";
import { badBody } from "./api-error.ts";

/** Cuts a watch's body into its lines, one JSON document each, whatever the chunks are. */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param maxBytes of one line; etcd keeps no object of more than 1.5 MB. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws {KubernetesApiError} API_BAD_BODY for a line that is too long. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end === -1) break;
      this.#keep(chunk.subarray(start, end));
      const line = Buffer.concat(this.#parts).toString("utf8");
      if (line.trim() !== "") lines.push(line);
      this.#parts = [];
      this.#bytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** Bytes of a line that has not ended. */
  get pending(): number {
    return this.#bytes;
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes)
      throw badBody(reason("EVENT_TOO_LARGE", { maxBytes: this.#maxBytes }));
    this.#parts.push(part);
  }
}
