import { type RunOptions, run } from "../../../lib/exec.ts";
import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { controlSocket } from "../control-socket.ts";
import { FlowsError } from "../errors.ts";
import { parseTrace } from "./parse.ts";
import type { OpenFlowTrace } from "./types.ts";

export interface TraceRequest {
  /** "/run/openvswitch" on a Kube-OVN node. */
  readonly ovsRunDir: string;
  /** "br-int" when not given. */
  readonly bridge?: string;
  /** Packet in the syntax of ovs-fields(7), with in_port. */
  readonly flow: string;
  /**
   * Connection state at each recirculation, "trk,new" or "trk,est,rpl". Where there are more
   * recirculations than states, OVS takes "trk,new".
   */
  readonly ctNext?: readonly string[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Program to run; "ovs-appctl" on PATH. */
  readonly program?: string;
}

/** A trace of the longest translation that OVS allows (4096 resubmits) is below 2 MB. */
const maxBytes = 8 * 1024 * 1024;

/** The argument vector, program included. */
export function traceCommand(request: TraceRequest, socket: string): string[] {
  const program = request.program ?? "ovs-appctl";
  // ofproto/trace takes the option and its value as two arguments only.
  const states = (request.ctNext ?? []).flatMap((state) => ["--ct-next", state]);
  const bridge = request.bridge ?? "br-int";
  return [program, "-t", socket, "ofproto/trace", bridge, request.flow, ...states];
}

/**
 * Asks ovs-vswitchd what it would do with a packet. It sends nothing and changes nothing (no
 * `-generate`, and learned flows are suppressed).
 *
 * @throws {FlowsError} NO_CONTROL_SOCKET, or TRACE_FAILED: not running, no such bridge, a flow that
 *   OVS does not read, a time limit.
 */
export async function runOpenflowTrace(request: TraceRequest): Promise<OpenFlowTrace> {
  const socket = await controlSocket(request.ovsRunDir);
  const options: RunOptions = {
    maxBytes,
    env: { OVS_RUNDIR: request.ovsRunDir },
    ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
  const { stdout } = await run(traceCommand(request, socket), options).catch((thrown) => {
    throw failed(request, reasonOf(thrown), thrown);
  });
  const trace = parseTrace(stdout);
  if (trace.error !== null) throw failed(request, said(trace.error));
  return trace;
}

function failed(request: TraceRequest, why: Reason, cause?: unknown): FlowsError {
  const bridge = request.bridge ?? "br-int";
  return new FlowsError(reason("TRACE_FAILED", { bridge, why }), { cause });
}
