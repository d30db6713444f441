import { ExecError, run } from "../../lib/exec.ts";
import type { TlsFiles } from "../../lib/ovsdb/dial.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { LogicalTraceError } from "./errors.ts";
import { parseLogicalTrace, problemOf } from "./parse.ts";
import type { LogicalTrace, LogicalTraceProblem } from "./types.ts";

export interface LogicalTraceRequest {
  /** SB database: "unix:/run/ovn/ovnsb_db.sock", "tcp:10.0.0.1:6642,tcp:…", "ssl:…". */
  readonly database: string;
  /** Name or NB UUID of the logical switch that the packet enters. */
  readonly datapath: string;
  /** From `microflowExpression`. */
  readonly microflow: string;
  readonly connection: ConnectionState;
  /** Backend to take at a load balancer, "10.18.0.6:8080"; random when not given. */
  readonly lbDestination?: string;
  /** For an `ssl:` database. */
  readonly tls?: TlsFiles;
  /** Milliseconds; the tool reads the whole SB database first. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Program to run; "ovn-trace" on PATH. */
  readonly program?: string;
}

/** What connection tracking says of the packet: of a first one, of a later one, of an answer. */
export type ConnectionState = "new" | "established" | "reply";

/** 8 MB: a flood over a switch of a thousand ports is 2 MB. */
export const maxTraceBytes = 8 * 1024 * 1024;

/** ovn-trace(8), option --ct. */
export const ctFlags = { new: "trk,new", established: "trk,est", reply: "trk,est,rpl" } as const;

/**
 * The tool takes one --ct for each pass through connection tracking and falls back to `trk,est`,
 * which hides what happens to a first packet. A path has two passes in each switch and router.
 */
const ctPasses = 16;

/** The argument vector, program included. */
export function logicalTraceCommand(request: LogicalTraceRequest): string[] {
  const { tls, lbDestination } = request;
  return [
    request.program ?? "ovn-trace",
    `--db=${request.database}`,
    "--detailed",
    // Friendly names shorten UUIDs inside port names: two ports could look alike.
    "--no-friendly-names",
    ...new Array<string>(ctPasses).fill(`--ct=${ctFlags[request.connection]}`),
    ...(lbDestination === undefined ? [] : [`--lb-dst=${lbDestination}`]),
    ...tlsArguments(tls),
    "--",
    request.datapath,
    request.microflow,
  ];
}

/** How OVN's programs are told who asks (ovn-trace(8), "PKI Options"). */
export function tlsArguments(tls: TlsFiles | undefined): string[] {
  if (tls === undefined) return [];
  const { key, certificate, ca } = tls;
  return [`--private-key=${key}`, `--certificate=${certificate}`, `--ca-cert=${ca}`];
}

/**
 * Traces a packet through the logical network, from the SB database alone.
 *
 * Look the inport up in the SB database before: on one that its datapath does not have, ovn-trace
 * aborts (UNKNOWN_PORT).
 *
 * @throws {LogicalTraceError} UNKNOWN_DATAPATH, UNKNOWN_PORT, BAD_MICROFLOW, TOOL_FAILED.
 */
export async function runLogicalTrace(request: LogicalTraceRequest): Promise<LogicalTrace> {
  const { timeoutMs, signal } = request;
  const options = {
    maxBytes: maxTraceBytes,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  };
  const { stdout, stderr } = await run(logicalTraceCommand(request), options).catch((thrown) => {
    throw asTraceError(thrown, request);
  });
  return readLogicalTrace(stdout, stderr, request);
}

/** @throws {LogicalTraceError} what the tool says instead of a trace. */
export function readLogicalTrace(
  stdout: string,
  stderr: string,
  request: LogicalTraceRequest,
): LogicalTrace {
  const trace = parseLogicalTrace(stdout, true);
  if (trace.error !== null) throw problemError(problemOf(`${stdout}\n${stderr}`), request);
  return trace;
}

/** What went wrong with the tool, in the words of a trace that failed. */
export function asTraceError(thrown: unknown, request: LogicalTraceRequest): LogicalTraceError {
  const stderr =
    thrown instanceof ExecError && thrown.type.code === "FAILED" ? thrown.type.stderr : "";
  const problem = problemOf(stderr);
  if (problem.code !== "NO_TRACE") return problemError(problem, request);
  const { datapath } = request;
  const failed = reason("TOOL_FAILED", { datapath, why: reasonOf(thrown) });
  return new LogicalTraceError(failed, { cause: thrown });
}

function problemError(
  { code, text }: LogicalTraceProblem,
  { datapath, microflow, database }: LogicalTraceRequest,
): LogicalTraceError {
  if (code === "UNKNOWN_DATAPATH") {
    return new LogicalTraceError(reason(code, { datapath, database }));
  }
  if (code === "UNKNOWN_PORT") {
    const quoted = /inport == ("(?:[^"\\]|\\.)*")/.exec(microflow)?.[1];
    const port = quoted === undefined ? "" : nameOf(quoted);
    return new LogicalTraceError(reason(code, { port, datapath }));
  }
  if (code === "BAD_MICROFLOW") {
    return new LogicalTraceError(reason(code, { field: "microflow", value: microflow }));
  }
  return new LogicalTraceError(reason("TOOL_FAILED", { datapath, why: said(text) }));
}

function nameOf(quoted: string): string {
  const value: unknown = JSON.parse(quoted);
  return typeof value === "string" ? value : quoted;
}
