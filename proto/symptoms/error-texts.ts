import type { SymptomKind } from "./symptom.ts";

/**
 * What the common clients print when a connection fails, and what each text stands for. In the
 * order of matching: a text that holds several of them means the first.
 *
 * Sources: glibc strerror(3) and gai_strerror(3), ping(8) of iputils and busybox, curl(1) "EXIT
 * CODES", Go's net and net/http, java.net, Python's errno and socket, gRPC, ssh, nc.
 */
export const errorTexts: readonly { readonly kind: SymptomKind; readonly pattern: RegExp }[] = [
  // A resolver that does not answer says "timed out" too, so names come first.
  {
    kind: "name-resolution",
    pattern:
      /no such host|could(?:n't| not) resolve|name or service not known|name does not resolve/i,
  },
  {
    kind: "name-resolution",
    pattern:
      /temporary failure in name resolution|no address associated with hostname|nxdomain|servfail/i,
  },
  {
    kind: "name-resolution",
    pattern: /unknown ?host|bad address|no servers could be reached|\blookup \S+ (?:on|:)|EAI_/i,
  },
  {
    kind: "name-resolution",
    pattern: /nodename nor servname|errno -[235]\b|dns resolution failed|getaddrinfo|ENOTFOUND/i,
  },
  // What says that the connection was open, before what only says "timeout".
  {
    kind: "stall",
    pattern: /read ?time(?:d )?-?out|awaiting (?:response )?headers|tls handshake timeout/i,
  },
  {
    kind: "stall",
    pattern: /timed out after \d+ \w+ with \d+ (?:out of \d+ )?bytes|response timed out/i,
  },
  { kind: "refused", pattern: /connection refused|ECONNREFUSED|errno 111\b|port unreachable/i },
  {
    kind: "prohibited",
    pattern: /packet filtered|prohibited|communication administratively/i,
  },
  {
    kind: "host-unreachable",
    pattern: /no route to host|host (?:is )?unreachable|EHOSTUNREACH|errno 113\b|host is down/i,
  },
  {
    kind: "network-unreachable",
    pattern: /net(?:work)? (?:is )?unreachable|ENETUNREACH|errno 101\b|network is down/i,
  },
  {
    kind: "too-big",
    pattern: /message too long|EMSGSIZE|frag(?:mentation)? needed|packet too big|errno 90\b/i,
  },
  {
    kind: "not-permitted",
    pattern: /operation not permitted|permission denied(?! \()|EPERM|EACCES|errno (?:1|13)\b/i,
  },
  {
    kind: "no-address",
    pattern: /can(?:'t|not) assign requested address|EADDRNOTAVAIL|errno 99\b/i,
  },
  { kind: "reset", pattern: /connection reset|reset by peer|ECONNRESET|errno 104\b/i },
  {
    kind: "closed",
    pattern: /empty reply from server|unexpected eof|\bEOF\b|broken pipe|EPIPE|socket hang ?up/i,
  },
  {
    kind: "closed",
    pattern: /connection closed|closed by (?:remote host|peer)|remote end closed|premature/i,
  },
  {
    kind: "timeout",
    pattern: /time[d-]? ?out|ETIMEDOUT|deadline ?exceeded|errno 110\b|100% packet loss/i,
  },
  {
    kind: "application",
    pattern: /certificate|x509|\bssl\b|\btls\b|bad gateway|service unavailable|publickey/i,
  },
  {
    kind: "application",
    pattern: /(?:\bHTTP\/?[\d.]*|status(?: code)?|returned error)[: ]+[45]\d\d\b|forbidden/i,
  },
  { kind: "timeout", pattern: /no response|no answer|failed to connect|\bunavailable\b/i },
];

/** What a client's error text says by itself. */
export interface ErrorHint {
  readonly kind: SymptomKind;
  /** Null where the text does not say. */
  readonly protocol: "icmp" | "tcp" | "udp" | null;
  readonly port: number | null;
}

/** Reads an error text: what it stands for, and the protocol and port that it names. */
export function hintOf(text: string): ErrorHint {
  const kind = errorTexts.find(({ pattern }) => pattern.test(text))?.kind ?? "unknown";
  // The traffic that a resolver's error names is the resolver's.
  if (kind === "name-resolution") return { kind, protocol: null, port: null };
  const port = portIn(text);
  return { kind, protocol: protocolIn(text, port), port };
}

/** Errors that only a connection can have. */
const ofConnections: readonly SymptomKind[] = ["reset", "closed", "stall", "application"];

function protocolIn(text: string, port: number | null): ErrorHint["protocol"] {
  if (/\budp\b/i.test(text)) return "udp";
  const named = /\btcp\b|\bhttps?\b|\bcurl\b|\bssh\b|HTTPConnection|java\.net/i.test(text);
  if (named || (port !== null && !/\bicmp\b|\bping\b/i.test(text))) return "tcp";
  return null;
}

/**
 * The destination's port: "dial tcp 10.0.0.1:80: …", "… port 80: …", "http://web:8080/". Go writes
 * `source->destination` once a connection is open.
 */
function portIn(text: string): number | null {
  const destination = text.replace(/\S+->/g, "");
  const found =
    /\bport[ =:]+(\d{1,5})\b/i.exec(destination)?.[1] ??
    /https?:\/\/[^\s/:]+:(\d{1,5})/i.exec(destination)?.[1] ??
    /(?:\d{1,3}(?:\.\d{1,3}){3}|\]|[a-z][\w.-]*\.[\w.-]+):(\d{1,5})\b/i.exec(destination)?.[1] ??
    schemePort(destination);
  const port = Number(found ?? 0);
  return port >= 1 && port <= 65_535 ? port : null;
}

function schemePort(text: string): string | undefined {
  const scheme = /\b(https?):\/\//i.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined ? undefined : scheme === "https" ? "443" : "80";
}

/** Whether an error can only come of a connection, so that echoes cannot show it. */
export function needsConnection(kind: SymptomKind): boolean {
  return kind === "refused" || ofConnections.includes(kind);
}
