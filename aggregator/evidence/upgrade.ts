import { upgrade, type Versions } from "../../proto/documents/upgrade.ts";
import { said } from "../../proto/reasons/index.ts";
import type { ProblemPart } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import { caseVersion } from "./case-file.ts";

/** A recorded case of any version, before anything in it is believed. */
export interface AnyRecord {
  readonly version: number;
  readonly evidence: readonly AnyItem[];
  readonly [field: string]: unknown;
}

interface AnyItem {
  readonly name: string;
  readonly data: AnyData | null;
  readonly [field: string]: unknown;
}

type AnyData = Readonly<Record<string, unknown>>;

/** From each version to the next. Cases are kept for years; nothing else reads their old forms. */
const versions: Versions = {
  newest: caseVersion,
  from: {
    1: (fields) => {
      const record = fields as AnyRecord;
      // Of what is looked for the first item counts: what failed comes behind what was made.
      const evidence = [
        ...record.evidence.flatMap((item) => podRules(item, record)),
        ...record.evidence.map(typedItem),
      ];
      return { ...record, version: 2, evidence };
    },
    2: (fields) => ({ ...withReasons(withShadowedFlows(fields as AnyRecord)), version: 3 }),
    3: (fields) => ({ ...withNodeReasons(fields as AnyRecord), version: 4 }),
  },
};

/**
 * The same case in the form of today.
 *
 * @throws {DocumentError} for a version that is not known.
 */
export function upgradeRecord(record: AnyRecord): AnyRecord {
  return upgrade("Case", record, record.version, versions) as AnyRecord;
}

/** Version 1 had sentences where version 2 has fields: problems, and how an attempt ended. */
function typedItem(item: AnyItem): AnyItem {
  const { data } = item;
  if (data === null) return item;
  if (item.name === "probe") return { ...item, data: withTypedAttempts(data) };
  const { problems } = data;
  if (!Array.isArray(problems)) return item;
  return { ...item, data: { ...data, problems: problems.map(typedProblem) } };
}

/**
 * The oldest agents gave a pod's nftables rules with its facts. Those that they found are evidence;
 * that they found none is not. Nothing else is known of that namespace.
 */
function podRules({ data, ...item }: AnyItem, { evidence }: AnyRecord): readonly AnyItem[] {
  const rules = item.name === "pod" ? data?.nftJson : undefined;
  const isRead = evidence.some(
    ({ name, place, role, round, status }) =>
      name === "netns" &&
      place === "pod" &&
      role === item.role &&
      round === "after" &&
      status === "ok",
  );
  if (typeof rules !== "string" || rules === "" || isRead) return [];
  const nothing = { iptables: [], counters: {}, links: [], ovs: null, sysctls: {} };
  const text = "Could not read the pod's kernel settings: this agent did not";
  const state = {
    ...{ beganUnixUs: 0, endedUnixUs: 0, nftJson: rules },
    ...{ ...nothing, problems: [{ part: "settings", text }] },
  };
  const place = { name: "netns", place: "pod", round: "after" };
  return [{ ...item, ...place, id: `${String(item.id)}-netns`, data: state }];
}

const waited = /^ping waited (\d+) ms$/;

function withTypedAttempts(report: AnyData): AnyData {
  const attempts = report.attempts as readonly { readonly detail: string }[];
  const typed = attempts.map((attempt) => {
    const waitedMs = waited.exec(attempt.detail)?.[1];
    if (waitedMs !== undefined) {
      return { ...attempt, opened: false, detail: "", waitedMs: Number(waitedMs) };
    }
    return { ...attempt, opened: /^connected\b/.test(attempt.detail) };
  });
  return { ...report, attempts: typed };
}

/** What version 1 said could not be looked at, the narrower words first. */
const partsOf: readonly (readonly [RegExp, ProblemPart])[] = [
  [/firewall/, "firewall"],
  [/\broutes\b/, "routes"],
  [/\broute to\b/, "route-lookup"],
  [/neighbours/, "neighbours"],
  [/listening sockets/, "listeners"],
  [/counters of ovs-vswitchd|ovs-vswitchd's state/, "vswitchd"],
  [/ovn-controller/, "ovn-controller"],
  [/Open_vSwitch database/, "ovs-database"],
  [/counters/, "counters"],
  [/settings|has IPv6/, "settings"],
  [/network namespaces/, "namespaces"],
  [/interfaces?\b/, "links"],
];

function typedProblem(text: unknown): { readonly part: ProblemPart; readonly text: string } {
  const sentence = String(text);
  // Before the colon: what was looked at. After it: why not, which may name other things.
  const [what = ""] = sentence.split(": ");
  const part = partsOf.find(([words]) => words.test(what))?.[1] ?? "ports";
  return { part, text: sentence };
}

/** Version 2 called "covered" what version 3 calls "shadowed". */
function withShadowedFlows(record: AnyRecord): AnyRecord {
  const evidence = record.evidence.map((item) => {
    if (item.name !== "covered-flows") return item;
    const { covered, ...data } = item.data ?? {};
    const renamed = item.data === null ? null : { ...data, shadowed: covered };
    return { ...item, name: "shadowed-flows", data: renamed };
  });
  return { ...record, evidence };
}

/**
 * Version 2 had sentences where version 3 has reasons. They are kept as what was said: nobody
 * translates them.
 */
function withReasons(record: AnyRecord): AnyRecord {
  const plan = record.plan as AnyData | undefined;
  const agents = record.agents as readonly AnyData[] | undefined;
  return {
    ...record,
    ...(plan?.notDiagnosed ? { plan: withReason(plan, "notDiagnosed") } : {}),
    evidence: record.evidence.map((item) => withReason({ ...item, data: dataOf(item) }, "reason")),
    ...(agents ? { agents: agents.map((agent) => withReason(agent, "reason")) } : {}),
  };
}

const saidByAgents = new Set(["node", "pod", "netns"]);

/** Version 3 still had sentences in what agents said of their nodes. */
function withNodeReasons(record: AnyRecord): AnyRecord {
  const evidence = record.evidence.map((item) => {
    if (item.data === null || !saidByAgents.has(item.name)) return item;
    const { problems, ovnController, vswitchd } = item.data;
    const data = {
      ...item.data,
      ...(Array.isArray(problems) ? { problems: problems.map(withWhy) } : {}),
      ...(ovnController ? { ovnController: withDaemonReasons(ovnController as AnyData) } : {}),
      ...(vswitchd ? { vswitchd: withDaemonReasons(vswitchd as AnyData) } : {}),
    };
    return { ...item, data };
  });
  return { ...record, evidence };
}

function withWhy({ part, text }: { part: ProblemPart; text: string }): Problem {
  return { part, why: said(text) };
}

function withDaemonReasons({ detail, ...daemon }: AnyData): AnyData {
  return { ...daemon, reasons: typeof detail === "string" && detail !== "" ? [said(detail)] : [] };
}

function dataOf({ name, data }: AnyItem): AnyData | null {
  if (data === null) return null;
  switch (name) {
    case "tap":
      return withReason(data, "problem");
    case "logical-trace":
      return withReason(data, "detail");
    case "kube-ovn":
      return withReason(data, "from");
    case "control-plane": {
      const differences = data.differences as readonly AnyData[];
      return { ...data, differences: differences.map((one) => withReason(one, "detail")) };
    }
    default:
      return data;
  }
}

function withReason<T extends AnyData>(holder: T, field: string): T {
  const sentence = holder[field];
  return typeof sentence === "string" ? { ...holder, [field]: said(sentence) } : holder;
}
