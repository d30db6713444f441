import type { Reason } from "../proto/reasons/index.ts";
import type { Language } from "../words/language.ts";
import { reasonIn } from "../words/reasons/index.ts";
import type { Io } from "./io.ts";

/** One line on stderr that is rewritten while work goes on; nothing where that is no terminal. */
export interface Progress {
  show(what: Reason): void;
  /** Removes the line; to be called before anything else is written. */
  clear(): void;
}

const eraseLine = "\r\u001b[2K";

export function startProgress(io: Io, lang: Language): Progress {
  if (!io.progress) return { show: () => {}, clear: () => {} };
  const started = Date.now();
  let text = "";
  let shown = false;
  const draw = (): void => {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    io.stderr.write(
      `${eraseLine}${seconds} s  ${text}`.slice(0, io.columns + eraseLine.length - 1),
    );
    shown = true;
  };
  const timer = setInterval(draw, 200);
  timer.unref();
  return {
    show(what) {
      text = reasonIn(lang, what);
      draw();
    },
    clear() {
      clearInterval(timer);
      if (shown) io.stderr.write(eraseLine);
      shown = false;
    },
  };
}
