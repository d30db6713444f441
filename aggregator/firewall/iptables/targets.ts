import { ones } from "../field.ts";
import type { Expression } from "../ruleset.ts";
import type { WordReader } from "./words-reader.ts";

const plain: Readonly<Record<string, string>> = {
  ACCEPT: "accept",
  DROP: "drop",
  REJECT: "reject",
  RETURN: "return",
};

/** What a rule does: `-j TARGET OPTION…` or `-g CHAIN`. */
export function statementsOf(
  option: string,
  reader: WordReader,
  chains: Pick<ReadonlySet<string>, "has">,
): readonly Expression[] {
  const target = reader.next();
  if (chains.has(target)) return [{ [option === "-g" ? "goto" : "jump"]: { target } }];
  const kind = plain[target];
  if (kind !== undefined) return [{ [kind]: null }];
  const words: string[] = [];
  while (!reader.atEnd) words.push(reader.next());
  if (target === "MARK") return [marked("mark", words)];
  if (target === "CONNMARK") return [connectionMark(words)];
  if (target === "NOTRACK" || (target === "CT" && words.includes("--notrack"))) {
    return [{ notrack: null }];
  }
  return [{ xt: { type: "target", name: target, words: words.join(" ") } }];
}

/** `--set-xmark VALUE/MASK`; iptables-save(8) writes all others so, too. */
function marked(of: "mark" | "ctMark", words: readonly string[]): Expression {
  const [option, text = ""] = words;
  const [value = "", mask] = text.split("/");
  const isKnown = option === "--set-xmark" || option === "--set-mark";
  const bits = isKnown ? numberIn(value) : null;
  const all = numberIn(mask ?? "");
  // --set-mark sets bits that are in its mask or in its value.
  const whole = option === "--set-mark" && bits !== null && all !== null ? all | bits : all;
  return { xmark: { of, value: bits, mask: whole ?? ones(32) } };
}

function connectionMark(words: readonly string[]): Expression {
  const [option = ""] = words;
  if (option === "--save-mark" || option === "--restore-mark") {
    const kind = option === "--save-mark" ? "savemark" : "restoremark";
    const masks = words.filter((word) => !word.startsWith("--"));
    return { [kind]: { isWhole: masks.every((mask) => numberIn(mask) === ones(32)) } };
  }
  return marked("ctMark", words);
}

function numberIn(text: string): bigint | null {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : null;
}
