import { isIP } from "node:net";
import { TaplineError } from "../../lib/errors.ts";
import type { ProbeCommand__Output } from "../../proto/gen/tapline/v1/ProbeCommand.ts";
import { protocols } from "../../proto/wire/enums.ts";
import { type SizeRange, sweepLimits } from "./sweep-limits.ts";

export type ProbeErrorType = { readonly code: "BAD_PROBE"; readonly field: string };
export class ProbeError extends TaplineError<ProbeErrorType> {}

export type ProbeProtocol = "icmp" | "tcp" | "udp";

/** A probe that can be carried out: checked, defaults filled in. */
export interface ProbeRequest {
  readonly protocol: ProbeProtocol;
  readonly destination: string;
  readonly family: 4 | 6;
  /** 0 for ICMP. */
  readonly port: number;
  readonly count: number;
  readonly intervalMs: number;
  readonly waitMs: number;
  /** IP packet size in bytes; 0 for the protocol's smallest useful one. */
  readonly packetBytes: number;
  readonly dontFragment: boolean;
  /** ICMP echo identifier, or first source port. */
  readonly identifier: number;
  /** Set: echoes of sizes between these, in place of `count` of one size. */
  readonly sweep?: SizeRange;
  /** What to GET on every open connection of tcp; null for nothing. */
  readonly http: HttpGet | null;
}

export interface HttpGet {
  /** Origin form: path and query (RFC 9112 3.2.1). */
  readonly path: string;
  readonly host: string;
}

export const probeLimits = {
  defaultCount: 5,
  maxCount: 100,
  defaultIntervalMs: 50,
  maxIntervalMs: 10_000,
  defaultWaitMs: 1_000,
  maxWaitMs: 30_000,
  maxPacketBytes: 65_535,
  maxIdentifier: 65_535,
} as const;

/** @throws {ProbeError} BAD_PROBE that names the field. */
export function probeRequest(command: ProbeCommand__Output): ProbeRequest {
  const { destination } = command;
  if (command.protocol === "PROTOCOL_UNSPECIFIED") {
    throw bad("protocol", "no protocol, wanted icmp, tcp or udp");
  }
  const protocol = protocols.fromWire(command.protocol);
  const family = isIP(destination);
  if (family !== 4 && family !== 6) {
    throw bad("destination", `destination "${destination}", wanted an address`);
  }
  const limits = probeLimits;
  const port = within("port", command.port, protocol === "icmp" ? 0 : 1, 65_535);
  return {
    protocol,
    destination,
    family,
    port: protocol === "icmp" ? 0 : port,
    count: within("count", command.count || limits.defaultCount, 1, limits.maxCount),
    intervalMs: within(
      "interval_ms",
      command.intervalMs || limits.defaultIntervalMs,
      2, // what ping(8) lets root do
      limits.maxIntervalMs,
    ),
    waitMs: within("wait_ms", command.waitMs || limits.defaultWaitMs, 1, limits.maxWaitMs),
    packetBytes: within("packet_bytes", command.packetBytes, 0, limits.maxPacketBytes),
    dontFragment: command.dontFragment,
    identifier: within("identifier", command.identifier, 0, limits.maxIdentifier),
    ...(command.sweep ? { sweep: sweepRange(command, protocol) } : {}),
    http: httpGet(command, protocol),
  };
}

function sweepRange({ sweep, identifier }: ProbeCommand__Output, protocol: string): SizeRange {
  const { passes = 0, fails = 0 } = sweep ?? {};
  const { maxPacketBytes, maxIdentifier } = probeLimits;
  const last = identifier + sweepLimits.perRound * sweepLimits.rounds - 1;
  if (protocol !== "icmp") throw bad("sweep", `a sweep by ${protocol}, wanted icmp`);
  if (identifier < 1) throw bad("identifier", "a sweep without identifier, wanted the first one");
  within("identifier", last, 1, maxIdentifier);
  within("sweep.fails", fails, 1, maxPacketBytes);
  return { passes: within("sweep.passes", passes, 0, fails), fails };
}

/** Both go into a request as they are: no white space, no control characters. */
function httpGet(
  { httpPath, httpHost, destination }: ProbeCommand__Output,
  protocol: ProbeProtocol,
): HttpGet | null {
  if (httpPath === "") return null;
  if (protocol !== "tcp") throw bad("http_path", `GET by ${protocol}, wanted tcp`);
  if (!/^\/[\x21-\x7e]{0,2000}$/.test(httpPath)) {
    throw bad("http_path", `path "${httpPath.slice(0, 80)}", wanted one that begins with /`);
  }
  const host = httpHost || destination;
  if (!/^[\x21-\x7e]{1,300}$/.test(host)) throw bad("http_host", `host "${host.slice(0, 80)}"`);
  return { path: httpPath, host };
}

function within(field: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw bad(field, `${field} ${value}, wanted ${min} to ${max}`);
}

function bad(field: string, reason: string): ProbeError {
  return new ProbeError({ code: "BAD_PROBE", field }, `Cannot probe: ${reason}`);
}
