import { badMessage, OvsdbError } from "./ovsdb-error.ts";

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Cuts a byte stream into JSON objects, as JSON-RPC 1.0 over a stream sends them (RFC 7047 section
 * 4: no length, no separator).
 *
 * Every byte is looked at once, however the stream is cut into chunks: the state that must survive
 * a chunk is the depth and whether we are inside a string. Multi-byte UTF-8 never contains bytes
 * below 0x80, so quotes and braces can be looked for without decoding.
 */
export class JsonSplitter {
  readonly maxBytes: number;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;

  /** @param maxBytes bytes of one message; a longer one is an error. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Bytes of the message that is not complete yet. */
  get pendingBytes(): number {
    return this.#keptBytes;
  }

  /**
   * Takes the next chunk and gives the text of every message that it completes.
   *
   * @throws {OvsdbError} MESSAGE_TOO_LARGE or BAD_MESSAGE; after either the stream cannot be read
   *   on.
   */
  push(chunk: Uint8Array): string[] {
    const messages: string[] = [];
    // Locals: a field read per byte makes this loop several times slower.
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInString = false;
      } else if (depth === 0) {
        start = i;
        if (byte === openBrace) depth = 1;
        else if (!isSpace(byte)) throw badMessage(`byte ${byte} between two messages`);
      } else if (byte === quote) {
        isInString = true;
      } else if (byte === openBrace || byte === openBracket) {
        depth += 1;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1;
        if (depth === 0) messages.push(this.#take(chunk.subarray(start, i + 1)));
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    if (depth > 0) this.#keep(chunk.subarray(start));
    return messages;
  }

  #take(last: Uint8Array): string {
    this.#keep(last);
    const text = Buffer.concat(this.#kept, this.#keptBytes).toString("utf8");
    this.#kept = [];
    this.#keptBytes = 0;
    return text;
  }

  #keep(part: Uint8Array): void {
    this.#kept.push(part);
    this.#keptBytes += part.length;
    if (this.#keptBytes <= this.maxBytes) return;
    this.#kept = [];
    const message = `Cannot keep an OVSDB message: more than ${this.maxBytes} bytes`;
    throw new OvsdbError({ code: "MESSAGE_TOO_LARGE", maxBytes: this.maxBytes }, message);
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
