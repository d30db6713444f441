import { InvalidArgumentError } from "commander";
import ipaddr from "ipaddr.js";
import type { Protocol } from "../proto/documents/v1/diagnosis.ts";
import { reason } from "../proto/reasons/index.ts";
import type { Language } from "../words/language.ts";
import { usage } from "./failure.ts";

export const protocols = ["icmp", "tcp", "udp"] as const satisfies readonly Protocol[];

export const defaultOptions = {
  /** The lab and an in-cluster shell set TAPLINE_AGGREGATOR; this is a port-forward's end. */
  address: "127.0.0.1:10671",
  namespace: "default",
  timeout: "15s",
  interval: "1s",
} as const;

/** What every command takes. */
export interface CommonOptions {
  readonly address: string;
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

export interface TrafficChoice {
  /** Empty for what fits the destination: a Service's own, else ICMP. */
  readonly protocol: Protocol | "";
  /** 0 for none. */
  readonly port: number;
}

/** A whole number within bounds, or a usage error that names the bounds. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Wanted a whole number from ${minimum} to ${maximum}.`);
  };
}

/** An address as OVS writes it: without leading zeros, IPv6 shortened (RFC 5952). */
export function parseAddress(text: string): string {
  if (ipaddr.isValid(text) && (text.includes(":") || text.split(".").length === 4)) {
    return ipaddr.parse(text).toString();
  }
  throw new InvalidArgumentError("Wanted an address, for example 10.16.0.5.");
}

export const parsePort = wholeNumber(1, 65_535);

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
]);

/** "15s", "500ms", "2m"; a bare number is seconds. @returns milliseconds */
export function parseDuration(text: string): number {
  const value = durationMs(text);
  if (value >= 1000 && value <= 120_000) return Math.round(value);
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
 * The traffic meant by options or by the trailing words of `kubectl ko trace`
 * (`ns/pod IP {icmp|tcp|udp} [port]`). A port alone means TCP; nothing at all means what fits the
 * destination: a Service's first port, else ICMP.
 *
 * @throws {Failure} USAGE when they contradict each other, or a port is missing.
 */
export function chooseTraffic(
  words: readonly [string | undefined, string | undefined],
  options: TrafficOptions,
  destination: string,
): TrafficChoice {
  const wordProtocol = words[0] === undefined ? undefined : readProtocol(words[0]);
  const wordPort = words[1] === undefined ? undefined : readPort(words[1]);
  const port = agree("port", wordPort, options.port);
  const given = agree("protocol", wordProtocol, options.protocol);
  if (options.http !== undefined) {
    if (given === undefined || given === "tcp") return { protocol: "tcp", port: port ?? 80 };
    throw usage(reason("HTTP_NEEDS_TCP", { protocol: given }));
  }
  if (given === "icmp" && port !== undefined) {
    throw usage(reason("PORT_WITHOUT_TRANSPORT", { port }));
  }
  const protocol = given ?? (port === undefined ? "" : "tcp");
  // A Service has ports of its own to choose from, and an error text may name one.
  const names = serviceWords.test(destination) || options.error !== undefined;
  if (protocol !== "" && protocol !== "icmp" && port === undefined && !names) {
    throw usage(reason("NO_PORT", { protocol }));
  }
  return { protocol, port: port ?? 0 };
}

const serviceWords = /^(svc|services?)\//;

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
