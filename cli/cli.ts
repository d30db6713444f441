import { CommanderError } from "commander";
import { exitStatus } from "../proto/documents/v1/names.ts";
import type { Language } from "../words/language.ts";
import { ClusterWay } from "./cluster/options.ts";
import { cancelledStatus, Failure, statusOf } from "./failure.ts";
import type { Io } from "./io.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line. @returns the exit status (see `exitStatus`; 130 when interrupted). */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let status: number = exitStatus.reachable;
  const env = { ...io.env };
  const way = new ClusterWay(io, env);
  const program = buildProgram({ ...io, env }, (value) => {
    status = value;
  });
  program.hook("preAction", (_program, command) => way.prepare(command));
  try {
    await program.parseAsync([...args], { from: "user" });
    return status;
  } catch (failed) {
    const thrown = way.better(failed);
    // Commander has written its own message; help and version are no errors.
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? exitStatus.reachable : exitStatus.usage;
    }
    const ending = thrown instanceof Failure ? statusOf(thrown) : exitStatus.broken;
    if (ending === cancelledStatus) return ending;
    const { errorText } = await import("./error-text.ts");
    io.stderr.write(`tapline: ${errorText(languageOf(args), thrown)}\n`);
    return ending;
  } finally {
    await way.close();
  }
}

/** The language that was asked for, also where the command line as a whole could not be read. */
function languageOf(args: readonly string[]): Language {
  const at = args.indexOf("--lang");
  return (at >= 0 && args[at + 1] === "zh") || args.includes("--lang=zh") ? "zh" : "en";
}
