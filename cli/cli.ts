import { CommanderError } from "commander";
import { messageOf } from "../lib/errors.ts";
import { exitStatus } from "../proto/diagnosis.ts";
import { Failure, statusOf } from "./failure.ts";
import type { Io } from "./io.ts";
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
      if (thrown.type.code !== "CANCELLED") io.stderr.write(`tapline: ${thrown.message}\n`);
      return statusOf(thrown);
    }
    io.stderr.write(`tapline: ${messageOf(thrown)}\n`);
    return exitStatus.broken;
  }
}
