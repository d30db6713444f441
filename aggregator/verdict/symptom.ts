import type { Finding } from "../../proto/documents/v1/diagnosis.ts";
import { hintOf, needsConnection } from "../../proto/symptoms/error-texts.ts";
import type {
  ObservationKind,
  Observed,
  Symptom,
  SymptomKind,
  SymptomSilence,
} from "../../proto/symptoms/symptom.ts";
import { expectationOf, explainSymptom } from "../../words/symptoms.ts";
import type { Attempt } from "../correlation/join/series.ts";
import type { Located } from "../correlation/locate/located.ts";
import { lossOf } from "../correlation/locate/loss.ts";
import type { CaseView } from "../evidence/view.ts";
import { findingDocument } from "./finding.ts";

/** What must have been observed for a text to be true; any of them will do. */
const shownBy: Readonly<Record<SymptomKind, readonly ObservationKind[]>> = {
  refused: ["refused"],
  // A firewall's "prohibited" reads as EHOSTUNREACH in connect(2) (ip(7), RFC 1122 4.2.3.9).
  "host-unreachable": ["host-unreachable", "prohibited", "neighbour-unanswered"],
  "network-unreachable": ["network-unreachable"],
  prohibited: ["prohibited"],
  timeout: ["timeout", "neighbour-unanswered", "part-lost", "large-lost"],
  reset: ["reset"],
  closed: [],
  stall: ["large-lost", "part-lost"],
  "too-big": ["too-big", "large-lost"],
  "not-permitted": ["not-permitted"],
  "no-address": ["no-address"],
  "name-resolution": ["name-failed"],
  application: ["answered"],
  unknown: [],
};

/** Texts about what happens once a connection is open: the probe closes it before. */
const afterConnection: readonly SymptomKind[] = ["reset", "closed", "stall"];

/** Holds the error text that a user saw against what the probes met; null when none was told. */
export function symptomOf(view: CaseView, located: Located): Symptom | null {
  const text = view.plan.errorText ?? "";
  if (text === "") return null;
  const { kind } = hintOf(text);
  const observed = kind === "name-resolution" ? resolutionIn(view) : observedIn(view, located);
  const silence = silenceOf(view, located, kind, observed);
  const shown = observed.some((one) => shownBy[kind].includes(one.kind));
  const agrees = silence === null ? shown : null;
  const told = { kind, agrees, observed, silence };
  const expects = expectationOf(kind, "en");
  return { text, ...told, expects, explanation: explainSymptom(told, "en") };
}

/** A contradiction is worth saying: the user may have asked about another path or moment. */
export function symptomFindings(view: CaseView, symptom: Symptom | null): Finding[] {
  if (symptom === null || symptom.agrees !== false) return [];
  const args = { detail: symptom.text };
  const asked = view.probe("asked");
  return [
    findingDocument("SYMPTOM_NOT_REPRODUCED", args, {
      resources: [],
      stage: null,
      direction: null,
      node: null,
      evidence: asked.known ? [asked.id] : [],
    }),
  ];
}

function silenceOf(
  view: CaseView,
  located: Located,
  kind: SymptomKind,
  observed: readonly Observed[],
): SymptomSilence | null {
  if (kind === "unknown") return "text-not-known";
  if (kind === "name-resolution") return resolutionSilence(view);
  if (located.pattern === "unknown" || observed.length === 0) return "no-probe-report";
  if (needsConnection(kind) && view.plan.traffic.protocol === "icmp") return "needs-connection";
  if (observed.some((one) => shownBy[kind].includes(one.kind))) return null;
  const opens = observed.some((one) => one.kind === "answered");
  if (afterConnection.includes(kind) && opens) return "after-connection";
  return kind === "host-unreachable" ? neighbourSilence(view, located, observed) : null;
}

/**
 * The kernel says "no route to host" when nobody has answered for the next hop for 3 s, later than
 * a probe waits, and never while it remembers the MAC (ip-sysctl, gc_stale_time). Only packets that
 * came past the bridge show that the next hop is no trouble.
 */
function neighbourSilence(
  view: CaseView,
  { gaps }: Located,
  observed: readonly Observed[],
): SymptomSilence | null {
  if (!observed.some((one) => one.kind === "timeout")) return null;
  if (!view.tap("source").known) return "neighbour-not-observed";
  const point = gaps[0]?.lastSeen?.step.point;
  return point === undefined || point === "source-veth" ? "neighbour-remembered" : null;
}

function resolutionSilence({ plan }: CaseView): SymptomSilence | null {
  const { resolution = null } = plan;
  if (resolution === null) return "name-not-asked";
  return resolution.status === "not-asked" ? "resolver-not-asked" : null;
}

/** What the pod's resolver made of the name. */
function resolutionIn({ plan }: CaseView): Observed[] {
  const status = plan.resolution?.status ?? "not-asked";
  if (status === "not-asked") return [];
  return [{ kind: status === "answered" ? "name-resolved" : "name-failed", count: 1, of: 1 }];
}

/** How the probes ended, most frequent first. */
function observedIn(view: CaseView, located: Located): Observed[] {
  const attempts = located.asked?.series.attempts;
  if (attempts === undefined || attempts.size === 0) return [];
  const counts = new Map<ObservationKind, number>();
  for (const attempt of attempts.values()) {
    const kind = kindOf(attempt);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const timeouts = counts.get("timeout") ?? 0;
  if (timeouts > 0 && (located.gaps[0]?.neighbourUnanswered || isNextHopSilent(view))) {
    counts.delete("timeout");
    counts.set("neighbour-unanswered", timeouts);
  }
  const observed = [...counts]
    .map(([kind, count]) => ({ kind, count, of: attempts.size }))
    .sort((a, b) => b.count - a.count);
  return [...observed, ...lostIn(located), ...routeOf(view, attempts.size)];
}

/** What the pod's kernel remembers of its next hop: that it asked and nobody answered. */
function isNextHopSilent(view: CaseView): boolean {
  const facts = view.podFacts("source");
  if (!facts.known) return false;
  const nextHop = facts.value.routeTo?.gateway || view.plan.destination.ip;
  const entry = facts.value.neighbours.find(({ address }) => address === nextHop);
  return /FAILED|INCOMPLETE/.test(entry?.state ?? "");
}

/** Loss that the asked probes were too few or too small to meet. */
function lostIn({ pattern, loss, survey, large }: Located): Observed[] {
  if (loss === null) return [];
  if (pattern === "large" && large !== null) {
    return [{ kind: "large-lost", count: loss.lost, of: large.series.attempts.size }];
  }
  if (pattern !== "part" || survey === null) return [];
  const lost = lossOf(survey).reduce((sum, one) => sum + one.lost, 0);
  return lost === 0 ? [] : [{ kind: "part-lost", count: lost, of: survey.series.attempts.size }];
}

/** What the kernel of the pod says of its route: it refuses before anything is sent. */
function routeOf(view: CaseView, of: number): Observed[] {
  const facts = view.podFacts("source");
  const error = facts.known ? facts.value.routeError : "";
  if (/network is unreachable/i.test(error)) {
    return [{ kind: "network-unreachable", count: of, of }];
  }
  if (/no route to host/i.test(error)) return [{ kind: "host-unreachable", count: of, of }];
  return [];
}

function kindOf({ outcome, detail }: Attempt): ObservationKind {
  switch (outcome) {
    case "answered":
      return "answered";
    case "refused":
      return "refused";
    case "timeout":
      return "timeout";
    case "too-big":
      return "too-big";
    case "unreachable":
      return unreachableKind(detail);
    default:
      return errorKind(detail);
  }
}

function unreachableKind(detail: string): ObservationKind {
  if (/prohibited|filtered/i.test(detail)) return "prohibited";
  if (/port unreachable/i.test(detail)) return "refused";
  return /ENETUNREACH|net(work)? (is )?unreachable/i.test(detail)
    ? "network-unreachable"
    : "host-unreachable";
}

function errorKind(detail: string): ObservationKind {
  if (/EPERM|EACCES/.test(detail)) return "not-permitted";
  if (/EADDRNOTAVAIL/.test(detail)) return "no-address";
  return /ECONNRESET/.test(detail) ? "reset" : "error";
}
