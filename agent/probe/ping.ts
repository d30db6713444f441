import { inNetns, run } from "../../lib/exec.ts";
import type { SentAttempt } from "../../proto/wire/probe.ts";
import { type PingEvent, type PingOutput, parsePing } from "./ping-output.ts";
import type { ProbeRequest } from "./probe-request.ts";

/** IP header and ICMP echo header. */
const headerBytes = { 4: 28, 6: 48 } as const;

/**
 * Ping's own choice holds one packet. While the pod's kernel asks for a MAC address that nobody
 * answers for, it would keep the rest from being sent for three seconds; this holds all of a
 * series.
 */
const sendBufferBytes = 131_072;

/** Attempts by ICMP echo, and what kept ping from making any. */
export interface PingResult {
  readonly attempts: readonly SentAttempt[];
  readonly error: string;
}

/** The vector of a probe by ICMP echo. */
export function pingVector(request: ProbeRequest): string[] {
  const { packetBytes, family, identifier } = request;
  const payload = Math.max(0, packetBytes - headerBytes[family]);
  return [
    ...["ping", "-n", "-D", "-O", "-c", String(request.count)],
    ...["-i", String(request.intervalMs / 1_000), "-W", String(request.waitMs / 1_000)],
    ...["-S", String(sendBufferBytes)],
    // 0 would ask for ping's own choice in some versions and for 0 in others.
    ...(identifier > 0 ? ["-e", String(identifier)] : []),
    ...(packetBytes > 0 ? ["-s", String(payload)] : []),
    ...(request.dontFragment ? ["-M", "do"] : []),
    ...["--", request.destination],
  ];
}

/** @throws {ExecError} when ping cannot be started in the namespace, or does not end. */
export async function ping(
  netns: string,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<PingResult> {
  const startedAt = Date.now() / 1_000;
  const { stdout, stderr } = await run(inNetns(netns, pingVector(request)), {
    timeoutMs: request.count * request.intervalMs + request.waitMs + 2_000,
    maxBytes: 1024 * 1024,
    okCodes: [1, 2], // no answer; or an error, of which the output tells
    env: { LC_ALL: "C" },
    signal,
  });
  const output = parsePing(`${stdout}\n${stderr}`);
  return pingResult(output, request, startedAt, Date.now() / 1_000);
}

/**
 * One attempt per request that was sent, in order of the sequence numbers.
 *
 * @param startedAt when ping was started, seconds since 1970.
 * @param endedAt when it had ended: it waits for late answers less long than it was told once it
 *   has seen one (twice the longest round trip), and that is said of those that are missing.
 */
export function pingResult(
  output: PingOutput,
  request: ProbeRequest,
  startedAt: number,
  endedAt: number,
): PingResult {
  const { events, localErrors, transmitted, words } = output;
  if (transmitted === null && events.length === 0 && localErrors.length === 0) {
    return { attempts: [], error: `ping: ${words}` };
  }
  const interval = request.intervalMs / 1_000;
  const firstAt = firstSendAt(events, interval) ?? startedAt;
  const bySequence = new Map(events.map((event) => [event.sequence, event]));
  const refused = [...localErrors];
  const attempts: SentAttempt[] = [];
  for (let key = 1; key <= request.count; key += 1) {
    const event = bySequence.get(key);
    // ping may have given up before their turn came: nothing is sent after its end.
    const sentAt = sendOf(event) ?? Math.min(firstAt + (key - 1) * interval, endedAt);
    const local = event === undefined ? refused.shift() : undefined;
    const isMissing = event === undefined && local === undefined;
    const waitedMs = Math.max(0, Math.round((endedAt - sentAt) * 1_000));
    attempts.push({
      key,
      sentUnixUs: Math.round(sentAt * 1e6),
      outcome: event?.outcome ?? local?.outcome ?? "timeout",
      rttMs: event?.rttMs ?? 0,
      detail: event?.detail ?? local?.detail ?? "",
      reportedMtu: event?.mtu ?? local?.mtu ?? 0,
      ...(isMissing && waitedMs < request.waitMs ? { waitedMs } : {}),
    });
  }
  // A socket that cannot even be connected sends none of the requests: one error stands for all.
  const [only] = localErrors;
  if (transmitted === null && only !== undefined) {
    return { attempts: attempts.map((attempt) => failed(attempt, only)), error: "" };
  }
  return { attempts, error: "" };
}

function failed(
  { waitedMs: _nothingToWaitFor, ...attempt }: SentAttempt,
  { outcome, detail, mtu }: PingOutput["localErrors"][number],
): SentAttempt {
  return { ...attempt, outcome, detail, reportedMtu: mtu };
}

function sendOf(event: PingEvent | undefined): number | null {
  if (event?.outcome !== "answered" || event.printedAt === null) return null;
  return event.printedAt - event.rttMs / 1_000;
}

function firstSendAt(events: readonly PingEvent[], interval: number): number | null {
  for (const event of events) {
    const sentAt = sendOf(event);
    if (sentAt !== null) return sentAt - (event.sequence - 1) * interval;
  }
  return null;
}
