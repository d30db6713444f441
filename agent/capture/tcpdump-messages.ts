/** tcpdump's closing statistics (pcap_stats(3PCAP)). */
export interface TcpdumpStatistics {
  /** Packets that tcpdump read and wrote. */
  readonly captured: number;
  /** Packets that passed the filter while it was set, those dropped after it included. */
  readonly received: number;
  readonly droppedKernel: number;
  /** Printed only when not zero. */
  readonly droppedInterface: number;
}

const listening = /^(?:tcpdump: )?listening on .+, link-type LINUX_SLL2\b/;
const closing =
  /^(?<count>\d+) packets? (?<what>captured|received by filter|dropped by (?:kernel|interface))$/;

/** The answer to SIGUSR1: the same numbers on one line, while it goes on. */
const interim = /^tcpdump: \d+ packets? captured, (?<received>\d+) packets? received by filter, /;

/** Lines that tell nothing about what went wrong. */
const noise = /^(?:tcpdump: )?(?:data link type |listening on |verbose output suppressed)/;

/** Longer than any message of tcpdump; the rest of a line without an end is not kept. */
const maxLineLength = 4_096;
const maxLines = 100;

/** Reads tcpdump's stderr, in pieces of any size, into what the tap wants to know. */
export class TcpdumpMessages {
  readonly #counts = new Map<string, number>();
  readonly #words: string[] = [];
  #rest = "";
  #isListening = false;
  #receivedBefore: number | null = null;

  /** The filter is in place and packets are being captured. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /**
   * Packets that count as "received by filter" though none was to be had: between the opening of
   * the socket and the setting of the filter libpcap throws away what comes. Null until asked for.
   */
  get receivedBefore(): number | null {
    return this.#receivedBefore;
  }

  /** Null until tcpdump has ended in good order and printed them. */
  get statistics(): TcpdumpStatistics | null {
    const captured = this.#counts.get("captured");
    const received = this.#counts.get("received by filter");
    const droppedKernel = this.#counts.get("dropped by kernel");
    if (captured === undefined || received === undefined || droppedKernel === undefined)
      return null;
    const droppedInterface = this.#counts.get("dropped by interface") ?? 0;
    const ours = Math.max(0, received - (this.#receivedBefore ?? 0));
    return { captured, received: ours, droppedKernel, droppedInterface };
  }

  /** Everything else that it said: warnings and why it failed. */
  get words(): string {
    return wordsOf([...this.#words, this.#rest].join("\n"));
  }

  push(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = (lines.pop() ?? "").slice(0, maxLineLength);
    for (const line of lines) this.#line(line.trim());
  }

  #line(line: string): void {
    const match = closing.exec(line);
    const now = interim.exec(line);
    if (now?.groups) this.#receivedBefore ??= Number(now.groups.received);
    else if (match?.groups) this.#counts.set(match.groups.what ?? "", Number(match.groups.count));
    else if (listening.test(line)) this.#isListening = true;
    else if (this.#words.length < maxLines) this.#words.push(line);
  }
}

/** What a person needs of tcpdump's stderr: one line, without its name and its small talk. */
export function wordsOf(stderr: string): string {
  return stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !noise.test(line) && !closing.test(line))
    .map((line) => line.replace(/^tcpdump: /, ""))
    .join("; ");
}
