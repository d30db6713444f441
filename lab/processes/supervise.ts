import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import { run, start } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { appendJournal, readJournal, startedProcesses } from "../journal.ts";
import { netnsPath } from "../names.ts";
import { waitUntil } from "../wait.ts";
import { endProcesses } from "./end.ts";
import { isAlive, netnsInode, netnsInodeOf, processFacts } from "./proc.ts";

/** A program that the declared lab has running. */
export interface ProcessSpec {
  /** Unique in the lab, as in `node1/ovs-vswitchd`. */
  readonly name: string;
  /** null: the machine's own, where an API server on loopback can be reached. */
  readonly netns: string | null;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Set for programs that detach by themselves once they are ready (OVS and OVN daemons): where
   * they write their process id. Others are started in the background, ready when `ready` says so.
   */
  readonly pidFile?: string;
  /** Default: at once. */
  readonly ready?: () => Promise<boolean>;
  readonly cwd?: string;
  /** One that runs with other arguments is replaced. */
  readonly exactArguments?: true;
}

/** In the environment of everything the lab starts, so that nothing escapes `down`. */
export const markerVariable = "TAPLINE_LAB_STATE";
const readyTimeoutMs = 15_000;

/**
 * Makes sure the program runs as declared: starts it, lets it go on when it was stopped by a
 * signal, replaces it when its namespace is no longer the declared one.
 *
 * @returns whether it was started
 */
export async function ensureProcess(lab: Lab, spec: ProcessSpec): Promise<boolean> {
  const { paths } = lab;
  const entry = startedProcesses(readJournal(paths.journal)).find(({ name }) => name === spec.name);
  if (entry !== undefined && isAlive(entry.pid, entry.startTick)) {
    const isDeclared = spec.exactArguments === undefined || hasArguments(entry.pid, spec.argv);
    if (netnsInodeOf(entry.pid) === netnsInodeFor(spec) && isDeclared) {
      if (processFacts(entry.pid)?.state === "T") process.kill(entry.pid, "SIGCONT");
      return false;
    }
    await endProcesses([entry.pid]);
  }
  await endUsurper(spec);
  await startProcess(lab, spec);
  return true;
}

function hasArguments(pid: number, argv: readonly string[]): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8") === `${argv.join("\0")}\0`;
}

/** Ends the declared program, if it runs. */
export async function endProcess(lab: Lab, name: string): Promise<void> {
  const pid = pidOf(lab, name);
  if (pid !== undefined) await endProcesses([pid]);
}

/** Process id of a declared program that runs. */
export function pidOf(lab: Lab, name: string): number | undefined {
  const entries = startedProcesses(readJournal(lab.paths.journal));
  const entry = entries.find((candidate) => candidate.name === name);
  return entry !== undefined && isAlive(entry.pid, entry.startTick) ? entry.pid : undefined;
}

/** A daemon that somebody started by hand: its pid file would keep ours from starting. */
async function endUsurper(spec: ProcessSpec): Promise<void> {
  const pid = spec.pidFile === undefined ? undefined : pidIn(spec.pidFile);
  if (pid === undefined || netnsInodeOf(pid) !== netnsInodeFor(spec)) return;
  await endProcesses([pid]);
}

function netnsInodeFor({ netns }: ProcessSpec): string | undefined {
  return netns === null ? netnsInodeOf(process.pid) : netnsInode(netnsPath(netns));
}

async function startProcess(lab: Lab, spec: ProcessSpec): Promise<void> {
  const { journal, state } = lab.paths;
  appendJournal(journal, { kind: "starting", name: spec.name });
  const env = { ...spec.env, [markerVariable]: state };
  const within = spec.netns === null ? [] : ["ip", "netns", "exec", spec.netns];
  const argv = [...within, ...spec.argv];
  const pid =
    spec.pidFile === undefined
      ? await startInBackground(lab, spec, argv, env)
      : await startDetaching(spec, spec.pidFile, argv, env);
  const facts = processFacts(pid);
  if (facts === undefined) throw died(lab, spec);
  appendJournal(journal, { kind: "started", name: spec.name, pid, startTick: facts.startTick });
  const { ready } = spec;
  if (ready === undefined) return;
  const options = { timeoutMs: readyTimeoutMs, everyMs: 20, signal: lab.signal };
  await waitUntil(
    `${spec.name} to be ready`,
    async () => {
      if (!isAlive(pid, facts.startTick)) throw died(lab, spec);
      return ready();
    },
    options,
  );
}

async function startDetaching(
  spec: ProcessSpec,
  pidFile: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  await run(argv, { env, timeoutMs: readyTimeoutMs });
  const pid = pidIn(pidFile);
  if (pid === undefined) {
    const message = `Cannot find ${spec.name}: it wrote no process id to ${pidFile}`;
    throw new LabError({ code: "DIED", process: spec.name }, message);
  }
  return pid;
}

async function startInBackground(
  lab: Lab,
  spec: ProcessSpec,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const path = logPathOf(lab, spec.name);
  mkdirSync(dirname(path), { recursive: true });
  const output = openSync(path, "a");
  try {
    const cwd = spec.cwd === undefined ? {} : { cwd: spec.cwd };
    const { pid, child } = await start(argv, { env, detached: true, output, ...cwd });
    child.unref();
    return pid;
  } finally {
    closeSync(output);
  }
}

export function logPathOf(lab: Lab, name: string): string {
  return `${lab.paths.log}/${name.replaceAll("/", "-")}.log`;
}

/** @returns the last lines of a program's log, for the message about its end */
export function logTail(path: string, lines = 8): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch (thrown) {
    return `(no log: ${messageOf(thrown)})`;
  }
}

function died(lab: Lab, spec: ProcessSpec): LabError {
  const tail = logTail(logPathOf(lab, spec.name));
  const message = `${spec.name} ended while it started; its log ends with\n${tail}`;
  return new LabError({ code: "DIED", process: spec.name }, message);
}

function pidIn(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isInteger(pid) && processFacts(pid) !== undefined ? pid : undefined;
  } catch {
    return undefined;
  }
}
