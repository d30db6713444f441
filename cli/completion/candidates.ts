import type { Argument, Command, Option } from "commander";
import type { NameOptions, Names } from "./names.ts";

/** Names in the cluster, asked for only where they may stand. */
export type AskNames = (options: NameOptions) => Promise<Names | null>;

/** What stands before the word that is being completed. */
interface Before {
  readonly command: Command;
  /** Words that are no options and no values of options. */
  readonly operands: readonly string[];
  /** The option whose value the last word is. */
  readonly pending: Option | null;
  readonly values: ReadonlyMap<string, string>;
}

/** Arguments of commands that name something of the cluster. */
const endpointArguments = new Set(["source", "destination", "target"]);
const kinds = ["pod/", "svc/", "node/"] as const;

/**
 * What the last of the words may become.
 *
 * @param words those after the program's name; the last one is begun, or "".
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  ask: AskNames,
): Promise<readonly string[]> {
  const begun = words.at(-1) ?? "";
  const before = readWords(program, words.slice(0, -1));
  const assigned = /^(--[\w-]+)=(.*)$/.exec(begun);
  if (assigned !== null) {
    const option = before.command.options.find(({ long }) => long === assigned[1]);
    const values = option === undefined ? [] : await valuesOf(option, before, ask);
    return matching(values, assigned[2] ?? "").map((value) => `${assigned[1]}=${value}`);
  }
  if (before.pending !== null) return matching(await valuesOf(before.pending, before, ask), begun);
  if (begun.startsWith("-")) return matching(flagsOf(before.command), begun);
  if (before.command === program) return matching(namesOfCommands(program), begun);
  return argumentValues(before, begun, ask);
}

function readWords(program: Command, words: readonly string[]): Before {
  let command = program;
  let pending: Option | null = null;
  const operands: string[] = [];
  const values = new Map<string, string>();
  for (const word of words) {
    const [flag = "", value] = word.split(/=(.*)/s);
    const option: Option | undefined = command.options.find(({ short, long }) => {
      return flag.startsWith("-") && (short === flag || long === flag);
    });
    if (pending !== null) {
      values.set(pending.attributeName(), word);
      pending = null;
    } else if (option !== undefined) {
      if (value !== undefined) values.set(option.attributeName(), value);
      else if (option.required || option.optional) pending = option;
    } else if (command === program) {
      command = program.commands.find((one) => one.name() === word) ?? program;
    } else operands.push(word);
  }
  return { command, operands, pending, values };
}

function namesOfCommands(program: Command): string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
}

function flagsOf(command: Command): string[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long }) => long ?? []);
}

async function valuesOf(option: Option, before: Before, ask: AskNames): Promise<string[]> {
  if (option.argChoices !== undefined) return option.argChoices;
  const name = option.attributeName();
  if (name === "context") return (await namesFor(before, ask))?.contexts() ?? [];
  const isNamespace = name === "namespace" || name === "aggregatorNamespace";
  if (!isNamespace) return [];
  return (await (await namesFor(before, ask))?.namespaces()) ?? [];
}

async function argumentValues(
  before: Before,
  begun: string,
  ask: AskNames,
): Promise<readonly string[]> {
  const { command, operands, values } = before;
  const argument: Argument | undefined = command.registeredArguments[operands.length];
  if (argument === undefined) return [];
  if (argument.name() === "protocol") return matching(["icmp", "tcp", "udp"], begun);
  if (!endpointArguments.has(argument.name())) return matching(argument.argChoices ?? [], begun);
  const names = await namesFor(before, ask);
  if (names === null) return [];
  const namespace = values.get("namespace") ?? names.namespace;
  const [first = "", rest] = begun.split(/\/(.*)/s);
  if (rest === undefined) {
    const spaces = (await names.namespaces()).map((name) => `${name}/`);
    const nodes = argument.name() === "target" ? await names.nodes() : [];
    return matching([...kinds, ...nodes, ...spaces], begun);
  }
  const found = await byPrefix(names, first, namespace);
  return matching(
    found.map((name) => `${first}/${name}`),
    begun,
  );
}

function byPrefix(names: Names, prefix: string, namespace: string): Promise<readonly string[]> {
  if (prefix === "pod") return names.pods(namespace);
  if (prefix === "svc") return names.services(namespace);
  if (prefix === "node") return names.nodes();
  return names.pods(prefix);
}

function namesFor({ values }: Before, ask: AskNames): Promise<Names | null> {
  const [kubeconfig, context] = [values.get("kubeconfig"), values.get("context")];
  return ask({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}

function matching(values: readonly string[], begun: string): string[] {
  return values.filter((value) => value.startsWith(begun)).sort();
}
