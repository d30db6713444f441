/** The words of a rule, one after the other. */
export class WordReader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get atEnd(): boolean {
    return this.#at >= this.#words.length;
  }

  /** "" behind the last one. */
  next(): string {
    return this.#words[this.#at++] ?? "";
  }

  /** @param ahead how many words are passed over. */
  peek(ahead = 0): string {
    return this.#words[this.#at + ahead] ?? "";
  }

  take(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at += 1;
    return true;
  }
}
