/** A sentence or a part of one: English as it comes, and Chinese; `{a}` stands for any text. */
export type Phrase = readonly [en: string, zh: string];

/** Placeholders that hold sentences; the others hold names, which are nobody's to translate. */
const sentences = new Set(["why", "others", "text", "status", "stages", "next"]);

interface Compiled {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly zh: string;
}

/**
 * Turns English sentences of documents and errors into Chinese, by a list of those that tapline
 * says. A sentence inside a sentence is translated in turn; what no phrase covers stays as it is.
 */
export class PhraseBook {
  readonly #phrases: readonly Compiled[];

  constructor(phrases: readonly Phrase[]) {
    this.#phrases = phrases.map(compile);
  }

  /** @returns the Chinese text; `text` itself where nothing of it is known. */
  translate(text: string): string {
    return this.#whole(text) ?? this.#parts(text, "; ", "；") ?? this.#headed(text) ?? text;
  }

  #whole(text: string): string | null {
    for (const { pattern, names, zh } of this.#phrases) {
      const found = pattern.exec(text);
      if (found === null) continue;
      const values = new Map(
        names.map((name, at) => {
          const value = found[at + 1] ?? "";
          return [name, sentences.has(name) ? this.translate(value) : value];
        }),
      );
      return zh.replace(/\{(\w+)\}/g, (_whole, name: string) => values.get(name) ?? "");
    }
    return null;
  }

  /** Sentences in a row are each translated. */
  #parts(text: string, separator: string, joint: string): string | null {
    const parts = text.split(separator);
    if (parts.length < 2) return null;
    return parts.map((part) => this.translate(part)).join(joint);
  }

  /** "what: why": both are translated; null where that changes neither. */
  #headed(text: string): string | null {
    const at = text.indexOf(": ");
    if (at < 0) return null;
    const [head, rest] = [text.slice(0, at), text.slice(at + 2)];
    const [what, why] = [this.translate(head), this.translate(rest)];
    return what === head && why === rest ? null : `${what}：${why}`;
  }
}

function compile([en, zh]: Phrase): Compiled {
  const names: string[] = [];
  const source = en
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(name);
      // A name ends where another sentence begins.
      return sentences.has(name) ? "(.+?)" : "((?:(?!: |; ).)+?)";
    })
    .join("");
  // A sentence may begin with a capital where it stands alone.
  return { pattern: new RegExp(`^${source}$`, "is"), names, zh };
}
