import { CommanderError } from "commander";
import { messageOf } from "../lib/errors.ts";
import { exitStatus } from "../proto/documents/v1/names.ts";
import type { Language } from "../words/language.ts";
import { reasonIn } from "../words/reasons/index.ts";
import { Failure, statusOf } from "./failure.ts";
import type { Io } from "./io.ts";
import { errorIn } from "./phrases/index.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line. @returns the exit status (see `exitStatus`; 130 when interrupted). */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let status: number = exitStatus.reachable;
  const program = buildProgram(io, (value) => {
    status = value;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return status;
  } catch (thrown) {
    // Commander has written its own message; help and version are no errors.
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? exitStatus.reachable : exitStatus.usage;
    }
    if (thrown instanceof Failure) {
      const message = messageIn(languageOf(args), thrown);
      if (thrown.kind !== "CANCELLED") io.stderr.write(`tapline: ${message}\n`);
      return statusOf(thrown);
    }
    io.stderr.write(`tapline: ${errorIn(languageOf(args), messageOf(thrown))}\n`);
    return exitStatus.broken;
  }
}

function messageIn(lang: Language, { type, shownCode }: Failure): string {
  const text = type.code === "SAID" ? errorIn(lang, type.args.text) : reasonIn(lang, type);
  return shownCode === null ? text : `${text} [${shownCode}]`;
}

/** The language that was asked for, also where the command line as a whole could not be read. */
function languageOf(args: readonly string[]): Language {
  const at = args.indexOf("--lang");
  return (at >= 0 && args[at + 1] === "zh") || args.includes("--lang=zh") ? "zh" : "en";
}
