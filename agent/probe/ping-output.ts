/** What became of one ICMP echo request, as ping(8) of iputils says it. */
export interface PingEvent {
  readonly sequence: number;
  readonly outcome: "answered" | "unreachable" | "too-big";
  /** 0 unless answered. */
  readonly rttMs: number;
  /** The error's words and who sent it, "" for an answer. */
  readonly detail: string;
  /** Next-hop MTU that an error told, 0 without one. */
  readonly mtu: number;
  /** When ping printed the line, seconds since 1970; null without `-D`. */
  readonly printedAt: number | null;
}

/** A send that the pod's own kernel refused; ping does not say which one. */
export interface PingLocalError {
  readonly outcome: "unreachable" | "too-big" | "error";
  readonly detail: string;
  readonly mtu: number;
}

export interface PingOutput {
  readonly events: readonly PingEvent[];
  readonly localErrors: readonly PingLocalError[];
  /** From the closing statistics; null when ping did not get that far. */
  readonly transmitted: number | null;
  /** What it said that is none of these: why it did not start, for instance. */
  readonly words: string;
}

const stamp = /^\[(\d+\.\d+)\] /;
const reply = /^\d+ bytes from \S+?: icmp_seq=(\d+) .*?\btime=([\d.]+) ms/;
const remoteError = /^From (\S+?):? icmp_seq=(\d+) (.+)$/;
const localTooLong = /^ping: local error: message too long(?:, mtu[=:] ?(\d+))?/i;
/** What ping makes of EACCES: a route of type prohibit, most often. */
const notPermitted = /^ping: Do you want to ping broadcast\?/;
const localError = /^ping: (?:sendmsg|sendto|local error|connect): (.+)$/i;
const toldMtu = /\bmtu ?[=:] ?(\d+)/i;
const transmitted = /^(\d+) packets transmitted, /;
const noise = /^(?:PING |--- |rtt |no answer yet |\d+ packets transmitted|pipe )/;

/** The kernel's words for errors of sending, in the C locale. */
const errnoOf: Readonly<Record<string, string>> = {
  "Network is unreachable": "ENETUNREACH",
  "No route to host": "EHOSTUNREACH",
  "Operation not permitted": "EPERM",
  "Permission denied": "EACCES",
  "Invalid argument": "EINVAL",
  "Cannot assign requested address": "EADDRNOTAVAIL",
  "No buffer space available": "ENOBUFS",
};

/**
 * Reads what `ping -n -D -O` printed (iputils 20221126), stdout and stderr together. The first
 * answer to a request counts, duplicates do not.
 */
export function parsePing(text: string): PingOutput {
  const events = new Map<number, PingEvent>();
  const localErrors: PingLocalError[] = [];
  const words: string[] = [];
  let sent: number | null = null;
  for (const line of text.split("\n")) {
    const printed = stamp.exec(line)?.[1];
    const body = line.replace(stamp, "").trim();
    const printedAt = printed === undefined ? null : Number(printed);
    const event = parseEvent(body, printedAt);
    const failure = parseLocalError(body);
    if (event !== null) {
      const earlier = events.get(event.sequence);
      if (earlier?.outcome !== "answered") events.set(event.sequence, event);
    } else if (failure !== null) localErrors.push(failure);
    else if (body !== "" && !noise.test(body)) words.push(body.replace(/^ping: /, ""));
    const count = transmitted.exec(body)?.[1];
    if (count !== undefined) sent = Number(count);
  }
  return { events: [...events.values()], localErrors, transmitted: sent, words: words.join("; ") };
}

function parseEvent(line: string, printedAt: number | null): PingEvent | null {
  const answer = reply.exec(line);
  if (answer) {
    const [sequence, rttMs] = [Number(answer[1]), Number(answer[2])];
    return { sequence, outcome: "answered", rttMs, detail: "", mtu: 0, printedAt };
  }
  const error = remoteError.exec(line);
  if (!error) return null;
  const [, from = "", sequence = "", what = ""] = error;
  const isTooBig = /frag needed|packet too big/i.test(what);
  return {
    sequence: Number(sequence),
    outcome: isTooBig ? "too-big" : "unreachable",
    rttMs: 0,
    detail: `${what} (from ${from})`,
    mtu: isTooBig ? Number(toldMtu.exec(what)?.[1] ?? 0) : 0,
    printedAt,
  };
}

function parseLocalError(line: string): PingLocalError | null {
  const tooLong = localTooLong.exec(line);
  if (tooLong) return { outcome: "too-big", detail: "EMSGSIZE", mtu: Number(tooLong[1] ?? 0) };
  if (notPermitted.test(line)) return { outcome: "error", detail: "EACCES", mtu: 0 };
  const what = localError.exec(line)?.[1];
  if (what === undefined) return null;
  const detail = errnoOf[what] ?? what;
  const isUnreachable = detail === "ENETUNREACH" || detail === "EHOSTUNREACH";
  return { outcome: isUnreachable ? "unreachable" : "error", detail, mtu: 0 };
}
