import { z } from "zod";
import { inNetns, run } from "../../lib/exec.ts";
import type { SentAttempt } from "../../proto/wire/probe.ts";
import type { ProbeRequest } from "./probe-request.ts";
import { socketProgram } from "./socket-program.ts";
import type { SocketProbeRequest } from "./socket-protocol.ts";

/** IP header and transport header; TCP with its timestamp option. */
const headerBytes = {
  tcp: { 4: 52, 6: 72 },
  udp: { 4: 28, 6: 48 },
} as const;

/** Where first source ports begin when none is asked for: above Linux's ephemeral range. */
const defaultFirstSourcePort = 61_000;

const reportSchema = z.object({
  attempts: z.array(
    z.object({
      key: z.number(),
      sentUnixUs: z.number(),
      outcome: z.enum(["answered", "refused", "timeout", "unreachable", "too-big", "error"]),
      rttMs: z.number(),
      detail: z.string(),
      opened: z.boolean(),
      sourceAddress: z.string(),
      httpStatus: z.number(),
      httpMs: z.number(),
      httpError: z.string(),
    }),
  ),
});

export interface SocketsResult {
  readonly attempts: readonly SentAttempt[];
  /** "" when no attempt got as far as having one. */
  readonly sourceAddress: string;
}

/** What the program is told for a probe by TCP or UDP. */
export function socketRequest(request: ProbeRequest): SocketProbeRequest {
  const protocol = request.protocol === "udp" ? "udp" : "tcp";
  const headers = headerBytes[protocol][request.family];
  return {
    protocol,
    destination: request.destination,
    port: request.port,
    count: request.count,
    intervalMs: request.intervalMs,
    waitMs: request.waitMs,
    payloadBytes: request.http === null ? Math.max(0, request.packetBytes - headers) : 0,
    firstSourcePort: request.identifier || defaultFirstSourcePort,
    http: request.http,
  };
}

/** @throws {ExecError} when the program cannot be started in the namespace, or fails. */
export async function probeSockets(
  netns: string,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<SocketsResult> {
  const { stdout } = await run(inNetns(netns, socketProgram()), {
    input: JSON.stringify(socketRequest(request)),
    // A GET waits as long as the connection before it.
    timeoutMs: request.count * request.intervalMs + 2 * request.waitMs + 3_000,
    maxBytes: 1024 * 1024,
    signal,
  });
  const { attempts } = reportSchema.parse(JSON.parse(stdout));
  return {
    sourceAddress: attempts.find((attempt) => attempt.sourceAddress !== "")?.sourceAddress ?? "",
    attempts: attempts.map(({ sourceAddress: _, ...attempt }) => ({ ...attempt, reportedMtu: 0 })),
  };
}

/**
 * Node cannot ask the kernel for "don't fragment" on UDP. The kernel's answer to it is known for a
 * packet that is larger than the interface takes, and is given here; smaller ones carry DF anyway
 * (ip(7), IP_PMTUDISC_WANT is the default).
 */
export function tooBigForInterface(request: ProbeRequest, mtu: number): SentAttempt[] | null {
  const { protocol, dontFragment, packetBytes, count, identifier } = request;
  if (protocol !== "udp" || !dontFragment || mtu === 0 || packetBytes <= mtu) return null;
  return Array.from({ length: count }, (_, index) => ({
    key: (identifier || defaultFirstSourcePort) + index,
    sentUnixUs: Date.now() * 1_000,
    outcome: "too-big",
    rttMs: 0,
    detail: "EMSGSIZE",
    reportedMtu: mtu,
  }));
}
