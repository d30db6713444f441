/** The same text, as long, with what is not code blanked: positions and lines stay. */
export interface Masked {
  /** Comments, strings, templates and regular expressions blanked. */
  readonly code: string;
  /** Only comments blanked. */
  readonly withStrings: string;
}

/** After one of these a slash begins a regular expression, not a division. */
const beforeRegex =
  /(?:^|[=([{,;:!&|?<>+\-*%~^}]|\b(?:return|typeof|case|of|in|do|else|await))\s*$/;

/**
 * Blanks what is not code in TypeScript. A small lexer: it knows comments, strings, templates with
 * nested expressions, and tells regular expressions from divisions by what stands before.
 */
export function mask(text: string): Masked {
  const code = [...text];
  const withStrings = [...text];
  const blank = (target: string[], from: number, to: number): void => {
    for (let at = from; at < to; at += 1) if (target[at] !== "\n") target[at] = " ";
  };
  /** Depth of braces at which each open template expression ends. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const chars = code.slice();
  const literal = (end: number): void => {
    blank(code, at, end);
    at = end;
  };
  while (at < chars.length) {
    const two = `${chars[at]}${chars[at + 1] ?? ""}`;
    const one = chars[at];
    if (two === "//" || two === "/*") {
      const end = two === "//" ? endOfLine(chars, at) : endOfComment(chars, at + 2);
      blank(withStrings, at, end);
      literal(end);
    } else if (one === '"' || one === "'") {
      literal(endOfString(chars, at, one));
    } else if (one === "`" || (one === "}" && templates.at(-1) === depth)) {
      if (one === "}") {
        templates.pop();
        depth -= 1;
      }
      const end = endOfTemplatePart(chars, at + 1);
      if (chars[end - 1] === "{") {
        depth += 1;
        templates.push(depth);
      }
      literal(end);
    } else if (one === "/" && beforeRegex.test(code.slice(Math.max(0, at - 60), at).join(""))) {
      literal(endOfRegex(chars, at));
    } else {
      if (one === "{") depth += 1;
      if (one === "}") depth -= 1;
      at += 1;
    }
  }
  return { code: code.join(""), withStrings: withStrings.join("") };
}

function endOfLine(chars: readonly string[], from: number): number {
  const at = chars.indexOf("\n", from);
  return at < 0 ? chars.length : at;
}

function endOfComment(chars: readonly string[], from: number): number {
  for (let at = from; at < chars.length; at += 1) {
    if (chars[at] === "*" && chars[at + 1] === "/") return at + 2;
  }
  return chars.length;
}

function endOfString(chars: readonly string[], from: number, quote: string): number {
  for (let at = from + 1; at < chars.length; at += 1) {
    if (chars[at] === "\\") at += 1;
    else if (chars[at] === quote || chars[at] === "\n") return at + 1;
  }
  return chars.length;
}

/** After the closing backtick, or after the "${" that begins an expression. */
function endOfTemplatePart(chars: readonly string[], from: number): number {
  for (let at = from; at < chars.length; at += 1) {
    if (chars[at] === "\\") at += 1;
    else if (chars[at] === "`") return at + 1;
    else if (chars[at] === "$" && chars[at + 1] === "{") return at + 2;
  }
  return chars.length;
}

function endOfRegex(chars: readonly string[], from: number): number {
  let inClass = false;
  for (let at = from + 1; at < chars.length; at += 1) {
    const one = chars[at];
    if (one === "\\") at += 1;
    else if (one === "\n") return at;
    else if (one === "[") inClass = true;
    else if (one === "]") inClass = false;
    else if (one === "/" && !inClass) return at + 1;
  }
  return chars.length;
}
