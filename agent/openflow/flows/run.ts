import { join } from "node:path";
import { type Started, start } from "../../../lib/exec.ts";
import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { FlowsError } from "../errors.ts";
import { type DumpCounts, FlowDumpParser, type UnparsedLine } from "./dump.ts";
import type { Flow } from "./flow.ts";

export interface DumpTarget {
  /** "/run/openvswitch" on a Kube-OVN node. */
  readonly ovsRunDir: string;
  /** "br-int" when not given. */
  readonly bridge?: string;
  /** Only this table; all when not given. */
  readonly table?: number;
}

export interface DumpLimits {
  readonly timeoutMs?: number;
  /** Bytes of output. 100,000 flows are 25 MB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  readonly onUnparsed?: (line: UnparsedLine) => void;
  /** Null while more can be taken; else nothing more is read until the promise resolves. */
  readonly room?: () => Promise<void> | null;
  /** Program to run; "ovs-ofctl" on PATH. */
  readonly program?: string;
}

export const defaultDumpLimits = { timeoutMs: 10_000, maxBytes: 512 * 1024 * 1024 } as const;

/** Bytes of stderr that are kept for the message. */
const maxStderr = 4096;

/**
 * Dumps the flows of a bridge and hands them over one by one, while ovs-ofctl still prints.
 *
 * @returns what was counted; `unparsed` above 0 means that something was not understood.
 * @throws {FlowsError} DUMP_FAILED (also for a name that no bridge can have), DUMP_CUT,
 *   DUMP_TOO_LARGE: the flows that were handed over are then a part, and what is not among them may
 *   still exist.
 */
export async function dumpFlows(
  target: DumpTarget,
  onFlow: (flow: Flow) => void,
  limits: DumpLimits = {},
): Promise<DumpCounts> {
  const bridge = target.bridge ?? "br-int";
  refuseOddName(bridge);
  const argv = dumpCommand(target, limits.program);
  const env = { OVS_RUNDIR: target.ovsRunDir };
  const started = await start(argv, { env, dieWithParent: true }).catch((cause) => {
    throw failed(bridge, reasonOf(cause), cause);
  });
  let cut = false;
  const onUnparsed = (line: UnparsedLine): void => {
    cut ||= line.reason === "cut";
    limits.onUnparsed?.(line);
  };
  const parser = new FlowDumpParser({ onFlow, onUnparsed, maxUnparsed: Number.POSITIVE_INFINITY });
  await readToEnd(started, parser, bridge, limits);
  const counts = parser.end();
  if (cut) {
    throw new FlowsError(reason("DUMP_CUT", { bridge, flows: counts.flows }));
  }
  return counts;
}

/** The argument vector, program included. OpenFlow 1.5 prints every field and action of OVN. */
export function dumpCommand(target: DumpTarget, program = "ovs-ofctl"): string[] {
  const { ovsRunDir, bridge = "br-int", table } = target;
  const only = table === undefined ? [] : [`table=${table}`];
  const socket = join(ovsRunDir, `${bridge}.mgmt`);
  return [program, "-O", "OpenFlow15", "dump-flows", `unix:${socket}`, ...only];
}

/** A bridge's name becomes part of a path: ovs-vswitchd's own sockets stand in one folder. */
function refuseOddName(bridge: string): void {
  if (/^[^/\0]{1,63}$/.test(bridge) && !bridge.startsWith(".")) return;
  throw failed(bridge, reason("NO_BRIDGE", { name: bridge }));
}

async function readToEnd(
  { child, stdout, stderr }: Started,
  parser: FlowDumpParser,
  bridge: string,
  limits: DumpLimits,
): Promise<void> {
  const timeoutMs = limits.timeoutMs ?? defaultDumpLimits.timeoutMs;
  const maxBytes = limits.maxBytes ?? defaultDumpLimits.maxBytes;
  let broken: FlowsError | null = null;
  const stop = (error: FlowsError): void => {
    broken ??= error;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(
    () => stop(failed(bridge, reason("TIMED_OUT", { afterMs: timeoutMs }))),
    timeoutMs,
  );
  const onAbort = (): void => stop(failed(bridge, reason("CANCELLED", {})));
  limits.signal?.addEventListener("abort", onAbort, { once: true });
  if (limits.signal?.aborted) onAbort();
  let words = "";
  stderr?.on("data", (chunk: Buffer) => {
    if (words.length < maxStderr) words += chunk.toString("utf8");
  });
  stdout?.on("data", (chunk: Buffer) => {
    if (broken !== null) return;
    parser.push(chunk);
    const room = limits.room?.() ?? null;
    if (room !== null) {
      stdout.pause();
      void room.then(() => stdout.resume());
    }
    if (parser.counts.bytes > maxBytes) stop(tooLarge(bridge, maxBytes));
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  limits.signal?.removeEventListener("abort", onAbort);
  if (broken !== null) throw broken;
  if (exitCode !== 0)
    throw failed(bridge, said(words.trim().slice(-500) || `exit code ${exitCode}`));
}

function failed(bridge: string, why: Reason, cause?: unknown): FlowsError {
  return new FlowsError(reason("DUMP_FAILED", { bridge, why }), { cause });
}

function tooLarge(bridge: string, maxBytes: number): FlowsError {
  return new FlowsError(reason("DUMP_TOO_LARGE", { bridge, maxBytes }));
}
