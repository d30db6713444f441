import type { ReasonTable } from "../../proto/reasons/define.ts";
import type { ArgsOf, Reason } from "../../proto/reasons/index.ts";

/** Reasons inside a sentence, in the language of the sentence. */
export interface Say {
  (reason: Reason): string;
  /** Several, as that language lists clauses. */
  all(reasons: readonly Reason[]): string;
  /** Names and values, as that language lists words. */
  list(values: readonly string[]): string;
}

/** A sentence for each code of an area's table, without a final period. */
export type Sentences<T extends ReasonTable> = {
  readonly [C in keyof T]: (args: ArgsOf<T[C]>, say: Say) => string;
};
