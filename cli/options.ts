import { isIPv4, isIPv6, SocketAddress } from "node:net";
import { InvalidArgumentError } from "commander";
import type { Protocol } from "../proto/documents/v1/diagnosis.ts";
import type { Protocol as WireProtocol } from "../proto/gen/tapline/v1/Protocol.ts";
import { reason } from "../proto/reasons/index.ts";
import { requestBounds } from "../proto/requests/bounds.ts";
import { protocols as wireProtocols } from "../proto/wire/enums.ts";
import type { Language } from "../words/language.ts";
import type { ConnectionOptions } from "./connection.ts";
import { usage } from "./failure.ts";

export const protocols = ["icmp", "tcp", "udp"] as const satisfies readonly Protocol[];

/** Of the command line alone; what a request leaves open, the aggregator decides. */
export const defaultOptions = {
  /** The lab and an in-cluster shell set TAPLINE_AGGREGATOR; this is a port-forward's end. */
  address: "127.0.0.1:10671",
  interval: "1s",
} as const;

/** What every command takes. */
export interface CommonOptions extends ConnectionOptions {
  readonly lang: Language;
  readonly output: string;
}

export interface TrafficOptions {
  readonly protocol?: Protocol;
  readonly port?: number;
  /** IP version; both unless given. */
  readonly family?: "4" | "6";
  readonly interface?: string;
  /** An error text: what was not given may stand in it, which the aggregator reads. */
  readonly error?: string;
  /** A path that is asked for by HTTP: over TCP, to port 80 when none is given. */
  readonly http?: string;
}

/** As it goes over the wire: unspecified and 0 for what was not said. */
export interface SaidTraffic {
  readonly protocol: WireProtocol;
  readonly port: number;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** A whole number within bounds, or a usage error that names the bounds. */
export function wholeNumber({ least, most }: Bounds): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
  };
}

/** An address as OVS writes it: without leading zeros, IPv6 shortened (RFC 5952). */
export function parseAddress(text: string): string {
  if (isIPv4(text)) return text;
  if (isIPv6(text) && !text.includes("%")) {
    return new SocketAddress({ address: text, family: "ipv6" }).address;
  }
  throw new InvalidArgumentError("Wanted an address, for example 10.16.0.5.");
}

export const parsePort = wholeNumber(requestBounds.port);

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
]);

/** "15s", "500ms", "2m"; a bare number is seconds. @returns milliseconds */
export function parseDuration(text: string): number {
  const value = durationMs(text);
  const { least, most } = requestBounds.timeoutMs;
  if (value >= least && value <= most) return Math.round(value);
  throw new InvalidArgumentError("Wanted a duration from 1s to 2m, for example 15s.");
}

/** As `parseDuration`, of a pause. */
export function parseInterval(text: string): number {
  const value = durationMs(text);
  if (value >= 0 && value <= 600_000) return Math.round(value);
  throw new InvalidArgumentError("Wanted a duration from 0s to 10m, for example 1s.");
}

/** NaN for what is no duration. */
function durationMs(text: string): number {
  const found = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m)?$/.exec(text);
  return Number(found?.[1]) * (unitMs.get(found?.[2] ?? "s") ?? Number.NaN);
}

/**
 * The traffic named by options or by the trailing words of `kubectl ko trace`
 * (`ns/pod IP {icmp|tcp|udp} [port]`).
 *
 * @throws {Failure} USAGE when they contradict each other, or a port is missing.
 */
export function saidTraffic(
  words: readonly [string | undefined, string | undefined],
  options: TrafficOptions,
  { source, destination }: { readonly source: string; readonly destination: string },
): SaidTraffic {
  const wordProtocol = words[0] === undefined ? undefined : readProtocol(words[0]);
  const wordPort = words[1] === undefined ? undefined : readPort(words[1]);
  const port = agree("port", wordPort, options.port);
  const protocol = agree("protocol", wordProtocol, options.protocol);
  if (options.http !== undefined && protocol !== undefined && protocol !== "tcp") {
    throw usage(reason("HTTP_NEEDS_TCP", { protocol }));
  }
  if (protocol === "icmp" && port !== undefined) {
    throw usage(reason("PORT_WITHOUT_TRANSPORT", { port }));
  }
  // A Service has ports of its own to choose from, and for a node a pod's probe has; HTTP has one,
  // and an error text may name one.
  const isChosen = serviceWords.test(destination) || nodeWords.test(source);
  const isOpen = isChosen || options.error !== undefined || options.http !== undefined;
  if (protocol !== undefined && protocol !== "icmp" && port === undefined && !isOpen) {
    throw usage(reason("NO_PORT", { protocol }));
  }
  const sent = protocol === undefined ? "PROTOCOL_UNSPECIFIED" : wireProtocols.toWire(protocol);
  return { protocol: sent, port: port ?? 0 };
}

const serviceWords = /^(svc|services?)\//;
const nodeWords = /^(no|nodes?)\//;

function readProtocol(word: string): Protocol {
  const found = protocols.find((name) => name === word.toLowerCase());
  if (found !== undefined) return found;
  if (/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(word)) {
    throw usage(reason("MAC_NOT_WANTED", { mac: word }));
  }
  throw usage(reason("PROTOCOL_UNKNOWN", { name: word, known: protocols }));
}

function readPort(word: string): number {
  try {
    return parsePort(word);
  } catch {
    throw usage(reason("PORT_MALFORMED", { text: word }));
  }
}

function agree<T>(what: string, word: T | undefined, option: T | undefined): T | undefined {
  if (word !== undefined && option !== undefined && word !== option) {
    const both = { what, first: String(word), second: String(option) };
    throw usage(reason("GIVEN_TWICE", both));
  }
  return word ?? option;
}
