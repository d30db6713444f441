/** A brace block of masked code, with what stands before its opening brace. */
export interface Block {
  readonly kind: "function" | "loop" | "other";
  /** Positions of the braces. */
  readonly open: number;
  readonly close: number;
  /** Where the header begins: the name of a function, the keyword of a loop. */
  readonly start: number;
}

/** Every brace block of masked code (see mask.ts), outer ones first. */
export function blocksOf(code: string): Block[] {
  const blocks: Block[] = [];
  const stack: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === "{") stack.push(at);
    if (code[at] !== "}") continue;
    const open = stack.pop();
    if (open === undefined) continue;
    const start = headerStart(code, open);
    blocks.push({ kind: kindOf(code.slice(start, open)), open, close: at, start });
  }
  return blocks.sort((a, b) => a.open - b.open);
}

export function lineOf(text: string, position: number): number {
  let line = 1;
  for (let at = 0; at < position; at += 1) if (text[at] === "\n") line += 1;
  return line;
}

const notFunctions = /^(?:if|else|switch|catch|with|class|interface|new|return|throw)\b/;

function kindOf(rawHeader: string): Block["kind"] {
  const header = withoutGroups(rawHeader).trim();
  if (/^(?:for|while|do)\b/.test(header)) return "loop";
  if (header.endsWith("=>")) return "function";
  // The braces of a type, of a label or of a case.
  if (header.endsWith(":")) return "other";
  if (notFunctions.test(header)) return "other";
  if (/\bfunction\b/.test(header)) return "function";
  return /^[\w$#*\s]*[\w$]+(?:<[^()]*>)?\(\)\s*(?::[\s\S]*)?$/.test(header) ? "function" : "other";
}

/** Parenthesised and braced groups emptied, so that a header can be told by its shape. */
function withoutGroups(text: string): string {
  let depth = 0;
  let out = "";
  for (const character of text) {
    if (")]}".includes(character)) depth -= 1;
    if (depth === 0) out += character;
    if ("([{".includes(character)) depth += 1;
  }
  return out;
}

/** Back from an opening brace to where its statement, member or argument begins. */
function headerStart(code: string, open: number): number {
  let depth = 0;
  let at = open - 1;
  while (at >= 0 && /\s/.test(code[at] ?? "")) at -= 1;
  // A return type that is an object literal ends with a brace of its own.
  const typeEnds = code[at] === "}" ? at : -1;
  for (; at >= 0; at -= 1) {
    const one = code[at] ?? "";
    if (")]".includes(one) || (one === "}" && (depth > 0 || at === typeEnds))) depth += 1;
    else if (depth > 0 && "([{".includes(one)) depth -= 1;
    else if (depth === 0 && endsHeader(code, at)) return at + 1;
  }
  return 0;
}

function endsHeader(code: string, at: number): boolean {
  const one = code[at] ?? "";
  if (";{}([,".includes(one)) return true;
  return one === "=" && code[at + 1] !== ">";
}
