import type { Stage } from "../../proto/documents/v1/diagnosis.ts";
import { stageNames } from "../../proto/documents/v1/names.ts";
import { pointNames } from "./points.ts";
import type { VerdictPlace, Words } from "./words.ts";

/** In English the names of stages and points are shown as the document has them. */
function itself<T extends string>(names: readonly T[]): Readonly<Record<T, string>> {
  return Object.fromEntries(names.map((name) => [name, name])) as Readonly<
    Record<string, string>
  > as Readonly<Record<T, string>>;
}

function place({ stage, node }: VerdictPlace): string {
  return node === null ? stage : `${stage} on ${node}`;
}

const many: Readonly<Record<"request" | "reply", string>> = {
  request: "requests",
  reply: "replies",
};

export const english: Words = {
  outcome: {
    reachable: "REACHABLE",
    degraded: "DEGRADED",
    unreachable: "UNREACHABLE",
    inconclusive: "INCONCLUSIVE",
  },
  confidence: { confirmed: "confirmed", likely: "likely", inconclusive: "inconclusive" },
  sure: (confidence) => ` (${confidence})`,
  level: { fatal: "fatal", critical: "critical", warning: "warning", info: "info" },
  stage: itself<Stage>(stageNames),
  point: itself(pointNames),
  stageStatus: {
    pass: "pass",
    fail: "fail",
    unknown: "unknown",
    "not-reached": "not reached",
  },
  checkStatus: { clean: "clean", found: "found", skipped: "skipped", failed: "failed" },
  directions: many,

  verdict: {
    answered: (seen, expected) => `${seen} of ${expected} requests answered`,
    roundTrip: (ms) => `round trip ${ms} ms`,
    healthy: "packets pass in both directions",
    stops: (at) => `${many[at.direction]} stop at ${place(at)}`,
    partlyLost: (at) => `some ${many[at.direction]} are lost at ${place(at)}`,
    noPath: (at) => `the path was never set up (${place(at)})`,
    unknown: "the evidence does not name a stage",
    colon: ": ",
    noCause: "no cause established",
  },

  symptom: (text, mark, explanation) => `Error text "${text}" ${mark}: ${explanation}.`,
  symptomMark: { agrees: "matches", contradicts: "does not match", open: "cannot be judged" },

  resolution: {
    answered: (name, used, server, foundAs) =>
      `${name} resolves to ${used} (by ${server}${foundAs === name ? "" : `, as ${foundAs}`}).`,
    failed: (name, used, tried) =>
      `${name} does not resolve in the pod (${tried}); by its form, ${used} is diagnosed instead.`,
    notAsked: (name, used, reason) =>
      `By its form, ${name} is taken for ${used}; the pod's resolver was not asked: ${reason}.`,
  },

  path: "Path",
  stages: "Stages",
  cause: "Cause",
  otherFindings: "Other findings",
  latency: "Latency",
  coverage: "Coverage",
  checks: "Checks",
  evidence: "Evidence",
  whatToDo: "What to do",
  resources: "Resources",
  noCause: "No check explains it.",
  notObserved: "not observed",
  notObservedLegend: "? not observed: packets may or may not have passed there",
  requestsHeader: "REQUESTS",
  repliesHeader: "REPLIES",
  tapLost: (packets) => `tap lost ${packets}`,
  period: ".",
  listSeparator: ", ",
  lossless: "the taps lost no packets",
  lost: (packets) => `the taps lost ${packets} packet${packets === 1 ? "" : "s"}`,
  roundTrip: (p50, max) => `round trip: median ${p50} ms, max ${max} ms`,
  stageLatency: (stage, direction, ms) => `${stage} (${direction}): median ${ms} ms`,
  run: ({ mode, count, size, seconds, startedAt, id }) => {
    const what = mode === "active" ? `${count} probe${count === 1 ? "" : "s"}` : "passive";
    const bytes = size === null ? "" : ` of ${size} bytes`;
    return `${what}${bytes} in ${seconds} s · ${startedAt} · ${id}`;
  },

  attempts: {
    title: "Attempts",
    headers: {
      outcome: "OUTCOME",
      answered: "ANSWERED",
      loss: "LOSS",
      rtt: "ROUND TRIP",
      lostAt: "LOST AT",
    },
    head: ({ done, reachable, failed, inconclusive, intermittent }) => {
      if (failed === 0 && inconclusive === 0) return `${reachable} of ${done} attempts reachable, `;
      if (failed === 0) return `${inconclusive} of ${done} attempts inconclusive, `;
      const often = intermittent ? ", intermittent" : "";
      return `${failed} of ${done} attempts found a fault${often}: `;
    },
    sum: ({ asked, done, reachable, failed, inconclusive, intermittent }) =>
      `${done} of ${asked} attempts: ${reachable} reachable, ${failed} with a fault, ` +
      `${inconclusive} inconclusive; ${intermittent ? "intermittent" : "not intermittent"}`,
    loss: (percent, answered, sent) => `loss ${percent}: ${answered} of ${sent} probes answered`,
    lostAt: (place, attempts, lost) =>
      `lost at ${place} in ${attempts} attempt${attempts === 1 ? "" : "s"}: ` +
      `${lost} probe${lost === 1 ? "" : "s"}`,
  },
  http: {
    answered: (path, answered, sent) => `GET ${path}: ${answered} of ${sent} answered`,
    statuses: (code, count) => `${count} × ${code}`,
    time: (p50, max) => `median ${p50} ms, max ${max} ms`,
    error: (error, count) => `${count} × ${error}`,
    nothingSent: (path) => `GET ${path}: no connection opened, no request sent`,
  },
  environment: {
    title: "Environment",
    release: (version, from) => `Kube-OVN ${version} (${from})`,
    releaseUnknown: (reason) => `Kube-OVN: release unknown, ${reason}`,
    relation: {
      sameNode: "same node",
      crossNode: "two nodes",
      sameSubnet: "same subnet",
      otherSubnet: "different subnets",
      sameVpc: "same VPC",
      otherVpc: "different VPCs",
    },
    kernel: "KERNEL",
    tunnel: "TUNNEL",
    encap: "ENCAP IP",
    nic: "NIC",
    driver: "DRIVER",
    firmware: "FIRMWARE",
    offloads: "OFFLOADS ON",
    end: "END",
    subnet: "SUBNET",
    gateway: "GATEWAY",
  },
  yesNo: ["yes", "no"],

  node: "NODE",
  observationPoint: "POINT",
  interface: "INTERFACE",
  status: "STATUS",
  version: "VERSION",
  datapath: "DATAPATH",
  since: "CONNECTED",
  lostReplies: "LOST",
  memory: "MEMORY",
  cpu: "CPU",
  clock: "CLOCK",
  sources: "Sources",
  source: "SOURCE",
  reason: "REASON",
  agentStatus: {},
  noAgents: "No agent is connected, so no node can be examined.",

  doctor: {
    head: (outcome, { ok, warning, failed, unknown }) => {
      const counts = [
        `${failed} failed`,
        `${unknown} unknown`,
        `${warning} warning${warning === 1 ? "" : "s"}`,
        `${ok} ok`,
      ].filter((text) => !text.startsWith("0 "));
      const verdict = {
        ok: "The installation is whole",
        warning: "The installation works",
        failed: "The installation is not whole",
        unknown: "Not everything could be examined",
      };
      return `${verdict[outcome]}: ${counts.join(", ")}`;
    },
    status: { ok: "ok", warning: "warning", failed: "failed", unknown: "unknown" },
    separator: ", ",
    more: (count) => `and ${count} more`,
    colon: ": ",
  },
  mtu: {
    heading: "MTU",
    what: "WHAT",
    role: { pod: "pod", "host-veth": "host veth", ovn0: "ovn0", tunnel: "tunnel", uplink: "NIC" },
    tooSmall: (bytes, wanted) => `${bytes}, needs ${wanted}`,
    allPass: (bytes) => `packets of ${bytes} bytes pass in both directions`,
    largest: (request, reply, tested) =>
      `largest delivered ${request ?? "–"} B, largest answered ${reply ?? "–"} B ` +
      `(tried up to ${tested} B)`,
  },

  table: "TABLE",
  flows: "FLOWS",
  drops: "DROPS",
  packets: "PACKETS",
  action: "ACTION",
  flowsShown: (shown, received, node) => `${shown} of ${received} flows on ${node}`,
  flowsOfPod: (ofport, addresses) =>
    `Flows that name OpenFlow port ${ofport}${addresses && ` or ${addresses}`}. Others carry the ` +
    "pod's packets too, by logical keys: list them with --all, follow a packet with tapline trace.",
  flowsCutShort: "The dump ended without a closing report: it may be incomplete.",
  flowsUnparsed: (lines) => `${lines} line${lines === 1 ? "" : "s"} could not be parsed:`,

  logicalTrace: "Logical trace (ovn-trace)",
  openflowTrace: (node, end) => `OpenFlow trace on ${node} (${end})`,
  traceResult: {
    delivered: "delivered",
    "delivered-elsewhere": "delivered to another port",
    dropped: "dropped",
    error: "error",
    unknown: "unknown",
    incomplete: "incomplete",
  },
  traceEnd: { source: "source", destination: "destination", gateway: "gateway" },
  reading: {
    right: (to, expected) => `to the right port: ${to}, expected ${expected}`,
    elsewhere: (to, expected) => `to another port: ${to}, expected ${expected}`,
    dropped: (where, by) => (where === "" ? `by ${by}` : `in ${where} by ${by}`),
    of: (datapath) => `of ${datapath}`,
    owner: {
      "logical-flow": "a logical flow",
      "southbound-row": "a flow that OVN generated from another row",
      "removed-row": "a leftover of a logical flow that is gone",
      "no-cookie": "a flow without a cookie, and OVN's logical flows all have one",
      "unknown-cookie": "a flow whose cookie is unknown to OVN",
      none: "no flow: nothing matches",
    },
    unknownPort: "an unknown port",
  },
  atEnd: { source: "source", destination: "destination" },
  noTrace: (reason) => `not available: ${reason}`,
  unknownReason: "reason unknown",
  decides: "decides",
  noFlow: "no flow matches: dropped",
  datapathActions: "Datapath actions",
};
