import { parseSync } from "oxc-parser";

/** A part of a file, by offsets into its text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FunctionSpan extends Span {
  /** The callback of `describe("…", () => {…})`: a heading over tests. */
  readonly isSuite: boolean;
}

/** A string of the code, with what it is part of. */
export interface Text extends Span {
  /** The string; of a template each value stands as `X`. */
  readonly value: string;
  /** Callees around it, innermost first: `new RangeError`, `this.#log.info`. */
  readonly calls: readonly string[];
  /** The property that it is the value of: `description`. */
  readonly property: string | null;
}

/** What the rules of the tree ask of a file's syntax tree. */
export interface Syntax {
  readonly comments: readonly Span[];
  readonly functions: readonly FunctionSpan[];
  /** `for`, `while` and `do`, whole. */
  readonly loops: readonly Span[];
  /** `await delay(…)`, `await new Promise((…) => setTimeout(…))`. */
  readonly delays: readonly Span[];
  readonly texts: readonly Text[];
}

interface Node extends Span {
  readonly type: string;
  readonly [field: string]: unknown;
}

const functionTypes = new Set([
  "ArrowFunctionExpression",
  "FunctionDeclaration",
  "FunctionExpression",
]);
const loopTypes = new Set([
  "DoWhileStatement",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "WhileStatement",
]);

/** @throws {Error} where the text is no TypeScript. */
export function parse(path: string, text: string): Syntax {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`Cannot read ${path}: ${error.message}`);
  const functions: FunctionSpan[] = [];
  const loops: Span[] = [];
  const delays: Span[] = [];
  const texts: Text[] = [];
  const calls: string[] = [];
  const visit = (node: Node, parent: Node | null): void => {
    const { type, start, end } = node;
    if (functionTypes.has(type))
      functions.push({ ...wholeOf(node, parent), isSuite: isIn(parent) });
    if (loopTypes.has(type)) loops.push({ start, end });
    if (type === "AwaitExpression" && isDelay(node, text)) delays.push({ start, end });
    const value = textOf(node);
    if (value !== null && parent?.type !== "ImportDeclaration") {
      texts.push({ start, end, value, calls: calls.toReversed(), property: propertyOf(parent) });
    }
    const callee = calleeOf(node, text);
    if (callee !== null) calls.push(callee);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) visit(child, node);
      }
    }
    if (callee !== null) calls.pop();
  };
  if (isNode(program)) visit(program, null);
  return { comments, functions, loops, delays, texts };
}

/** A method begins with its name, which is its parent's. */
function wholeOf(node: Node, parent: Node | null): Span {
  const isMethod = parent?.type === "MethodDefinition" || parent?.type === "Property";
  return { start: isMethod ? parent.start : node.start, end: node.end };
}

function textOf({ type, value, quasis }: Node): string | null {
  if (type === "Literal") return typeof value === "string" ? value : null;
  if (type !== "TemplateLiteral" || !Array.isArray(quasis)) return null;
  return quasis.map((one: Node) => (one.value as { readonly raw: string }).raw).join("X");
}

function calleeOf({ type, callee }: Node, text: string): string | null {
  if (type !== "CallExpression" && type !== "NewExpression") return null;
  if (!isNode(callee)) return null;
  return `${type === "NewExpression" ? "new " : ""}${text.slice(callee.start, callee.end)}`;
}

function propertyOf(parent: Node | null): string | null {
  return parent?.type === "Property" && isNode(parent.key) ? String(parent.key.name) : null;
}

function isIn(parent: Node | null): boolean {
  if (parent?.type !== "CallExpression" || !isNode(parent.callee)) return false;
  return parent.callee.name === "describe" || parent.callee.name === "suite";
}

function isDelay(node: Node, text: string): boolean {
  const { argument } = node;
  if (!isNode(argument) || !isNode(argument.callee)) return false;
  const called = String(argument.callee.name);
  if (argument.type === "CallExpression") return /^(?:delay|sleep|setTimeout)$/.test(called);
  const isPromise = argument.type === "NewExpression" && called === "Promise";
  return isPromise && text.slice(argument.start, argument.end).includes("setTimeout(");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
