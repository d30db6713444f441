import type { Diagnosis, EndpointSummary, Traffic } from "../../../proto/documents/v1/diagnosis.ts";
import type { Language } from "../../../words/language.ts";
import { toldIn } from "../../../words/told.ts";
import { sentenceOf } from "../sentence.ts";
import type { Context } from "./context.ts";
import { milliseconds } from "./latency.ts";

/**
 * The first line, never wrapped: outcome, ends and traffic, what happens where, why.
 *
 * UNREACHABLE (confirmed): default/a → default/b tcp 8080 — requests stop at destination-bridge on
 * node2: packets … are dropped by NetworkPolicy default/deny-all (ACL …) [ACL_DENIED]
 */
export function verdictLine(diagnosis: Diagnosis, context: Context): string {
  const { words, style } = context;
  const { outcome, confidence } = diagnosis;
  const paint =
    outcome === "reachable" ? style.good : outcome === "unreachable" ? style.bad : style.doubtful;
  const sure = outcome === "inconclusive" ? "" : words.sure(words.confidence[confidence]);
  const head = paint(style.strong(words.outcome[outcome])) + sure;
  const ends = `${endName(diagnosis.source)} → ${endName(diagnosis.destination)}`;
  const path = `${style.strong(ends)} ${trafficText(diagnosis.traffic)}`;
  const often = diagnosis.repeat === undefined ? "" : words.attempts.head(diagnosis.repeat);
  return `${head}${words.verdict.colon}${path} — ${often}${whatHappens(diagnosis, context)}`;
}

/** "default/b", "svc/default/web", "node/node1", "10.16.0.6". */
export function endName(end: EndpointSummary): string {
  const name = end.namespace === null ? end.name : `${end.namespace}/${end.name}`;
  switch (end.kind) {
    case "Pod":
    case "Address":
      return name;
    case "Service":
      return `svc/${name}`;
    case "Node":
      return `node/${name}`;
  }
}

function trafficText({ protocol, port }: Traffic): string {
  return port === null ? protocol : `${protocol} ${port}`;
}

function whatHappens(diagnosis: Diagnosis, context: Context): string {
  const { words, options } = context;
  const { failure, cause, outcome } = diagnosis;
  if (outcome === "reachable") return healthy(diagnosis, context);
  const why =
    cause === null
      ? null
      : `${inSentence(sentenceOf(cause, context), options.lang)} [${cause.code}]`;
  if (failure === null) {
    const { notObserved, reasons } = diagnosis.coverage;
    const [first = words.verdict.unknown] = notObserved;
    return why ?? toldIn(options.lang, first, reasons?.[0]);
  }
  const how =
    outcome === "degraded"
      ? words.verdict.partlyLost
      : failure.stage === "control-plane"
        ? words.verdict.noPath
        : words.verdict.stops;
  return `${how(failure)}${words.verdict.colon}${why ?? words.verdict.noCause}`;
}

/** Replies seen at the source's veth are the answers; where that was not observed, no count. */
function healthy({ path, latency, repeat }: Diagnosis, { words }: Context): string {
  const first = path.find(({ point }) => point === "source-veth")?.reply;
  const reply = repeat === undefined ? first : { seen: repeat.answered, expected: repeat.sent };
  const parts: string[] = [];
  if (reply !== undefined && reply.seen !== null && reply.expected > 0) {
    parts.push(words.verdict.answered(reply.seen, reply.expected));
  } else {
    parts.push(words.verdict.healthy);
  }
  if (latency.rttMs) parts.push(words.verdict.roundTrip(milliseconds(latency.rttMs.p50)));
  return parts.join(words.listSeparator);
}

/** A sentence that goes on after a colon: its plain first word loses its capital. */
function inSentence(sentence: string, lang: Language): string {
  if (lang !== "en") return sentence;
  return sentence.replace(/^(?:A|[A-Z][a-z]+)(?= )/, (word) =>
    keepsCapital.has(word) ? word : word.toLowerCase(),
  );
}

const keepsCapital = new Set(["Geneve", "Kube", "Open"]);
