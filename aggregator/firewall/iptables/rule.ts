import type { IpsetQuestion } from "../ipset/match.ts";
import { isRecord } from "../packet.ts";
import type { Expression } from "../ruleset.ts";
import { splitWords } from "../words.ts";
import { baseOptions, matchOptions, type Option } from "./matches.ts";
import { statementsOf } from "./targets.ts";
import { WordReader } from "./words-reader.ts";

/** A rule of iptables in the words of libnftables-json(5), and a few more (`ruleset.ts`). */
export interface RuleExpressions {
  readonly conditions: readonly Expression[];
  readonly statements: readonly Expression[];
}

const maybe: Expression = { held: "maybe" };

/**
 * Translates the words of a rule as iptables-save(8) prints them: options of IP first, then each
 * match (`-m`) with its own, then the target. What is not known here holds as "maybe"; a rule is
 * never read as less than it says.
 *
 * @param words from behind `-A CHAIN`.
 * @param chains names of the table's chains: a target that is one of them is a jump.
 */
export function expressionsOf(
  words: string,
  family: string,
  chains: Pick<ReadonlySet<string>, "has">,
): RuleExpressions {
  const reader = new WordReader(splitWords(words));
  const conditions: Expression[] = [];
  let statements: readonly Expression[] = [];
  let options = baseOptions;
  while (!reader.atEnd) {
    const isNegated = reader.take("!");
    const word = reader.next();
    if (word === "-j" || word === "-g") {
      statements = statementsOf(word, reader, chains);
      break; // what follows are options of the target
    }
    if (word === "-m") {
      const match = reader.next();
      if (match === "set") conditions.push(...ipsetsOf(reader));
      else if (match === "rpfilter") conditions.push(...reversePath(reader));
      else {
        options = matchOptions[match] ?? {};
        // All that it asks for stands in options, or it is not known.
        if (matchOptions[match] === undefined) conditions.push(maybe);
      }
    } else conditions.push(...conditionOf(options[word], isNegated, reader, family));
  }
  return { conditions, statements };
}

function conditionOf(
  option: Option | undefined,
  isNegated: boolean,
  reader: WordReader,
  family: string,
): readonly Expression[] {
  if (option === undefined) return [maybe];
  const words = Array.from({ length: option.words }, () => reader.next());
  const asked = option.asks(words, family);
  if (!isNegated) return asked;
  const [only, ...others] = asked;
  if (only === undefined) return asked;
  if (others.length === 0 && isFalse(only)) return [{ held: "yes" }];
  return [others.length === 0 ? opposite(only) : { not: { all: asked } }];
}

function opposite(expression: Expression): Expression {
  const { match } = expression;
  return isRecord(match) && match.op === "=="
    ? { match: { ...match, op: "!=" } }
    : { not: expression };
}

/** No fragment of ours: the opposite of "unlikely" is the usual. */
function isFalse(expression: Expression): boolean {
  return expression.held === "unlikely";
}

function reversePath(reader: WordReader): readonly Expression[] {
  let held = "maybe";
  while (/^--(?:loose|validmark|accept-local|invert)$/.test(reader.peek())) {
    if (reader.next() === "--invert") held = "unlikely";
  }
  return [{ held }];
}

const counting = new Set(
  ["packets", "bytes"].flatMap((what) => ["eq", "lt", "gt"].map((how) => `--${what}-${how}`)),
);

/** `[!] --match-set NAME DIRECTIONS`, and what belongs to it. */
function ipsetsOf(reader: WordReader): readonly Expression[] {
  const isNegated = reader.take("!");
  if (!reader.take("--match-set")) return [maybe];
  const [name, directions] = [reader.next(), reader.next().split(",")];
  let [exceptionsMatch, asksCounters] = [false, false];
  for (;;) {
    const ahead = reader.peek() === "!" ? 1 : 0;
    const word = reader.peek(ahead);
    if (word === "--return-nomatch") exceptionsMatch = true;
    else if (counting.has(word)) asksCounters = true;
    // What is not to be counted matches all the same.
    else if (word !== "--update-counters" && word !== "--update-subcounters") break;
    for (let at = 0; at <= ahead; at += 1) reader.next();
    if (counting.has(word)) reader.next();
  }
  const question: IpsetQuestion = { name, directions, isNegated, exceptionsMatch, asksCounters };
  return [{ ipset: question }];
}
