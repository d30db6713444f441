import { setTimeout as delay } from "node:timers/promises";
import { readCertificate } from "../../../lib/certificate.ts";
import { run } from "../../../lib/exec.ts";
import { inParallel } from "../../../lib/in-parallel.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { kubeOvnRelease } from "../../collect/rows/environment-rows.ts";
import type { SourceHealth } from "../../inventory/health.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { RightLook } from "../../inventory/kubernetes/api/own-rights.ts";
import type { AgentDirectory } from "../../transport/agent-directory.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import { listAgents } from "../agents/agents.ts";
import {
  type CertificateLook,
  type ChassisLook,
  type DatabaseLook,
  type DoctorEvidence,
  type Known,
  known,
  type NodeLook,
  type NorthdLook,
  notKnown,
} from "./evidence.ts";

/** What the doctor looks at. */
export interface DoctorModules {
  readonly inventory: Inventory;
  readonly agents: AgentDirectory;
  readonly own: OwnInstallation;
}

/** The aggregator's own parts. */
export interface OwnInstallation {
  readonly version: string;
  readonly builtAt: Date | null;
  /** Certificates that it was given. */
  readonly certificates: readonly GivenCertificate[];
  /** Asks the API server for each right; null where objects come from a folder. */
  readonly rights: ((signal: AbortSignal) => Promise<readonly RightLook[]>) | null;
}

/** A file, and the variable that names it. */
type GivenCertificate = Pick<CertificateLook, "variable" | "path">;

/** Agents that are asked at the same time. */
const atOnce = 32;
/** Each starts some twenty small programs. */
const agentTimeoutMs = 8_000;
/** How long ovn-northd may take before it counts as behind. */
const northdPatienceMs = 2_000;
const northdLookMs = 200;

/** Looks at everything, side by side; never throws: what could not be looked at says why. */
export async function gather(
  { inventory, agents, own }: DoctorModules,
  signal: AbortSignal,
): Promise<DoctorEvidence> {
  const list = listAgents(agents, inventory).agents;
  const [looks, northd, rights, certificates, ovnTrace] = await Promise.all([
    inParallel(list, ({ node }) => lookAtNode(node, agents.agent(node), signal), atOnce),
    lookAtNorthd(inventory, signal),
    own.rights?.(signal) ?? null,
    Promise.all(own.certificates.map(lookAtCertificate)),
    ovnTraceVersion(signal),
  ]);
  const release = kubeOvnRelease(inventory);
  return {
    ...{ now: new Date(), version: own.version, builtAt: own.builtAt },
    ...{ ovnTrace, looks, northd, rights, certificates },
    nodes: lookAtNodes(inventory),
    agents: list,
    kubernetes: healthOf(inventory, "kubernetes"),
    databases: lookAtDatabases(inventory),
    chassis: lookAtChassis(inventory),
    kubeOvn: release === null ? notKnown(reason("RELEASE_UNKNOWN", {})) : known(release),
  };
}

async function lookAtNode(
  node: string,
  agent: AgentHandle | undefined,
  signal: AbortSignal,
): Promise<NodeLook> {
  if (agent === undefined) {
    const why = notKnown(reason("AGENT_NEVER_CONNECTED", {}));
    return { node, facts: why, self: why };
  }
  const options = { timeoutMs: agentTimeoutMs, signal };
  const [facts, self] = await Promise.all([
    answerOf(agent.nodeFacts(options)),
    answerOf(agent.selfCheck(options)),
  ]);
  return { node, facts, self };
}

async function answerOf<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return known(await answer);
  } catch (thrown) {
    return notKnown(reasonOf(thrown));
  }
}

function lookAtNodes(inventory: Inventory): DoctorEvidence["nodes"] {
  const why = inventory.notRead("Node");
  return why === null ? known([...inventory.kubernetes.nodes()]) : notKnown(why);
}

function healthOf(inventory: Inventory, name: string): SourceHealth {
  const missing = { name, status: "connecting", since: new Date(), reason: null } as const;
  return inventory.health().find((one) => one.name === name) ?? missing;
}

function lookAtDatabases(inventory: Inventory): DatabaseLook[] {
  const members = inventory.members();
  const sources = { OVN_Northbound: "ovn-northbound", OVN_Southbound: "ovn-southbound" };
  return inventory.databases().map((connection) => ({
    connection,
    member: members.find((one) => one?.database === connection.database) ?? null,
    health: healthOf(inventory, sources[connection.database as keyof typeof sources]),
  }));
}

/** Rows that are not current are none. */
function notCurrent(inventory: Inventory, ...names: readonly string[]): Known<never> | null {
  const bad = names.map((name) => healthOf(inventory, name)).find(({ status }) => status !== "ok");
  return bad === undefined ? null : notKnown(bad.reason ?? reason("NOT_READ_YET", {}));
}

function lookAtChassis(inventory: Inventory): Known<readonly ChassisLook[]> {
  const { southbound } = inventory;
  const rows = [...southbound.mirror.tables.chassis.values()].map((row) => ({
    name: row.name,
    hostname: row.hostname,
    encaps: southbound.encapsOf(row).map(({ type, ip }) => ({ type, ip })),
    isRemote: row.otherConfig.get("is-remote") === "true",
  }));
  return notCurrent(inventory, "ovn-southbound") ?? known(rows);
}

/** Looks again for a while before it says that ovn-northd is behind. */
async function lookAtNorthd(inventory: Inventory, signal: AbortSignal): Promise<Known<NorthdLook>> {
  const began = performance.now();
  for (;;) {
    const unread = notCurrent(inventory, "ovn-northbound", "ovn-southbound");
    if (unread !== null) return unread;
    const look = northdNow(inventory);
    const watchedMs = performance.now() - began;
    const isInStep = look.portsMissing.length === 0 && look.carriedOver >= look.wanted;
    if (isInStep || watchedMs >= northdPatienceMs || signal.aborted) {
      return known({ ...look, watchedMs });
    }
    await delay(northdLookMs, undefined, { signal }).catch(() => {}); // only abort ends it
  }
}

/** Ports that are named; more would not help anybody. */
const portsNamed = 5;

function northdNow({ northbound, southbound }: Inventory): Omit<NorthdLook, "watchedMs"> {
  const missing: string[] = [];
  for (const { name } of northbound.mirror.tables.switchPorts.values()) {
    if (missing.length >= portsNamed) break;
    if (southbound.portBinding(name) === null) missing.push(name);
  }
  return {
    wanted: northbound.global()?.nbCfg ?? 0,
    carriedOver: southbound.global()?.nbCfg ?? 0,
    portsMissing: missing,
  };
}

async function lookAtCertificate({ variable, path }: GivenCertificate): Promise<CertificateLook> {
  return { variable, path, dates: await answerOf(readCertificate(path)) };
}

/** "ovn-trace 23.03.1" (ovn-trace(8), option --version). */
async function ovnTraceVersion(signal: AbortSignal): Promise<Known<string>> {
  const limits = { timeoutMs: 2_000, maxBytes: 64 * 1024, signal };
  const said = await answerOf(run(["ovn-trace", "--version"], limits));
  if (!said.known) return said;
  const version = /\d+\.\d+\S*/.exec(said.value.stdout)?.[0];
  return version === undefined ? notKnown(reason("COULD_NOT_LOOK", {})) : known(version);
}
