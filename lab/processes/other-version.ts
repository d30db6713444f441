import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";

/**
 * A copy of an OVN program that says it is of another version, as on a node that was upgraded
 * before the central part.
 *
 * OVN writes its version into each program (OVN_PACKAGE_VERSION); what `--version` says and what
 * is compared with northd's are both made of it. The copy differs from the program in the version's
 * last digit and in nothing else.
 *
 * @param pid a process that runs the program
 * @returns the copy's path; its name is the program's, of which the daemon makes its pid file's
 * @throws {RangeError} when the program does not hold the version that it says exactly once
 */
export async function copyOfOtherVersion(lab: Lab, program: string, pid: number): Promise<string> {
  const { stdout } = await run([program, "--version"]);
  const bytes = withOtherVersion(readFileSync(`/proc/${pid}/exe`), stdout);
  const folder = `${lab.paths.state}/other-version`;
  mkdirSync(folder, { recursive: true });
  const copy = `${folder}/${program}`;
  writeFileSync(copy, bytes);
  chmodSync(copy, 0o755);
  return copy;
}

/**
 * @param program its file
 * @param said what it answers to `--version`, as in "ovn-controller 23.03.1"
 * @throws {RangeError} as above
 */
export function withOtherVersion(program: Buffer, said: string): Buffer {
  const [version] = /(?<=^\S+ )\d+\.\d+\.\d+$/m.exec(said) ?? [];
  const first = version === undefined ? -1 : program.indexOf(`\0${version}\0`, 0, "latin1");
  if (version === undefined || first < 0 || program.includes(`\0${version}\0`, first + 1)) {
    const words = `it says "${said.split("\n")[0] ?? ""}", wanted that version once in its file`;
    throw new RangeError(`Cannot give the program another version: ${words}`);
  }
  const digit = first + version.length;
  const other = Buffer.from(program);
  other[digit] = program[digit] === nine ? nine - 1 : nine;
  return other;
}

const nine = "9".charCodeAt(0);
