import type { ProbeOutcome } from "../../proto/wire/enums.ts";

/** What the socket probe is told, as JSON on its stdin. */
export interface SocketProbeRequest {
  readonly protocol: "tcp" | "udp";
  /** An address, not a name. */
  readonly destination: string;
  readonly port: number;
  readonly count: number;
  /** Between the starts of two attempts, milliseconds. */
  readonly intervalMs: number;
  /** For each answer, milliseconds. */
  readonly waitMs: number;
  /** UDP: size of the datagram, at least 8. TCP: bytes sent after connecting, 0 for none. */
  readonly payloadBytes: number;
  /** Attempt i asks for source port `firstSourcePort + i`. */
  readonly firstSourcePort: number;
  /** TCP: what to GET once connected; null for nothing. */
  readonly http: { readonly path: string; readonly host: string } | null;
}

export type SocketOutcome = ProbeOutcome;

export interface SocketAttempt {
  /** The source port that the attempt really had. */
  readonly key: number;
  /** Microseconds since 1970. */
  readonly sentUnixUs: number;
  readonly outcome: SocketOutcome;
  /** From the first packet to the answer or the refusal; 0 where there was none. */
  readonly rttMs: number;
  /** errno name, or a few words. */
  readonly detail: string;
  /** TCP: the connection was open; what timed out then is the answer to the payload. */
  readonly opened: boolean;
  readonly sourceAddress: string;
  /** 0 without an answer. */
  readonly httpStatus: number;
  readonly httpMs: number;
  /** Without a status: `timeout`, `closed`, `no-status-line`, or an errno; "" with one. */
  readonly httpError: string;
}

/** Of an attempt that asks nothing by HTTP. */
export const noHttp = { httpStatus: 0, httpMs: 0, httpError: "" } as const;

/** What it reports, as JSON on its stdout. */
export interface SocketProbeReport {
  readonly attempts: readonly SocketAttempt[];
}

/** First four bytes of a UDP probe; the key follows, big endian: a sighting shows all eight. */
export const udpToken = "TAPL";

/** Ports below belong to services. */
const firstUsablePort = 1_024;
const lastPort = 65_535;

/** Keeps counted-up ports in the range of those that anybody may use. */
export function usablePort(port: number): number {
  const span = lastPort - firstUsablePort + 1;
  return port <= lastPort && port >= firstUsablePort
    ? port
    : firstUsablePort + ((((port - firstUsablePort) % span) + span) % span);
}

/** The outcome that an errno stands for (connect(2), ip(7)). */
export function outcomeOfErrno(code: string): SocketOutcome {
  switch (code) {
    case "ECONNREFUSED":
      return "refused";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "unreachable";
    case "EMSGSIZE":
      return "too-big";
    case "ETIMEDOUT":
      return "timeout";
    default:
      return "error";
  }
}

/** Errors of a source port that something else has: another one is worth a try. */
export function isPortTaken(code: string): boolean {
  return code === "EADDRINUSE" || code === "EADDRNOTAVAIL";
}
