import type { Words } from "../../../words/labels/words.ts";
import type { Style, TextOptions } from "../style.ts";

export interface DiagnosisTextOptions extends TextOptions {
  /** Also the environment, the checks and the evidence. */
  readonly wide: boolean;
}

/** What every part of the text is rendered with. */
export interface Context {
  readonly style: Style;
  readonly words: Words;
  readonly options: DiagnosisTextOptions;
}
