// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a colour
const colourEscape = /\u001b\[[0-9;]*m/g;

/** CJK and fullwidth forms: two columns each (Unicode TR 11, classes W and F). */
const wideRanges = [
  "\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff",
  "\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff60\\uffe0-\\uffe6",
  "\\u{20000}-\\u{3fffd}",
];
const wide = new RegExp(`[${wideRanges.join("")}]`, "u");

/** Columns that a text takes in a terminal; colour escapes take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(colourEscape, "")) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Fills with spaces up to `width` columns; a longer text is left as it is. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Cuts in the middle with "…": both ends of an interface or pod name tell it apart. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width || width < 3) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/**
 * Breaks prose into lines of at most `width` columns: at spaces, and after any wide character.
 * A word that is longer than a line stands alone and is not cut: names are copied from here.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const hardLine of text.split("\n")) {
    let line = "";
    for (const piece of breakable(hardLine)) {
      if (line !== "" && displayWidth(line) + displayWidth(piece.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += piece;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** Closing punctuation must not begin a line, nor opening punctuation end one. */
const closing = /[，。、；：！？）】》”’]/;
const opening = /[（【《“‘]$/;

/** Pieces between which a line may break; each carries its trailing spaces. */
function breakable(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of text) {
    const startsPiece =
      piece.endsWith(" ") && character !== " "
        ? true
        : (wide.test(character) || wide.test(piece.at(-1) ?? "")) &&
          !closing.test(character) &&
          !opening.test(piece);
    if (startsPiece && piece !== "") {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  if (piece !== "") pieces.push(piece);
  return pieces;
}
