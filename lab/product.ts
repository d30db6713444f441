import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "../lib/exec.ts";
import { inParallel } from "../lib/in-parallel.ts";
import type { Lab } from "./context.ts";
import { LabError } from "./errors.ts";
import { chooseHttpPort, httpAddress } from "./http-port.ts";
import { aggregatorKubeconfig } from "./kubernetes/reader.ts";
import { centralNetns } from "./names.ts";
import {
  endProcess,
  ensureProcess,
  logPathOf,
  logTail,
  type ProcessSpec,
  pidOf,
} from "./processes/supervise.ts";
import { ensureTls } from "./tls/ensure.ts";
import { agentAccess, aggregatorAccess, clientAccess } from "./tls/environment.ts";
import type { NodeSpec } from "./topology/specs.ts";
import { waitUntil } from "./wait.ts";

/** Tapline itself in the lab: the aggregator beside the databases, an agent on every node. */

const checkout = fileURLToPath(new URL("..", import.meta.url));
const aggregatorProgram = `${checkout}dist/aggregator.js`;
const agentProgram = `${checkout}dist/agent.js`;
const connectMs = 20_000;
const aggregatorName = "central/aggregator";

/** @throws {ExecError} when the checkout does not build */
export async function buildProduct(): Promise<void> {
  if (!existsSync(`${checkout}scripts/build.ts`)) return;
  await run([process.execPath, "--import", "tsx", "scripts/build.ts"], {
    cwd: checkout,
    timeoutMs: 120_000,
  });
}

export function productIsBuilt(): boolean {
  return existsSync(aggregatorProgram) && existsSync(agentProgram);
}

/** Starts what does not run, and waits until every agent is connected. */
export async function ensureProduct(lab: Lab): Promise<void> {
  if (lab.tls) await ensureTls(lab);
  if (pidOf(lab, aggregatorName) === undefined) {
    // The sockets of one that was killed would pass for the new one's.
    for (const socket of socketsOf(lab)) rmSync(socket, { force: true });
    await chooseHttpPort(lab.paths);
  }
  await ensureProcess(lab, aggregator(lab));
  await inParallel(lab.topology.nodes, (node) => ensureProcess(lab, agent(lab, node)));
  await waitUntil("all agents and sources to be connected", () => agentsConnected(lab), {
    timeoutMs: connectMs,
    everyMs: 100,
    signal: lab.signal,
  });
}

/** Ends aggregator and agents, so that they start again from what was built last. */
export async function endProduct(lab: Lab): Promise<void> {
  await inParallel(specsOf(lab), ({ name }) => endProcess(lab, name));
}

function specsOf(lab: Lab): ProcessSpec[] {
  return [aggregator(lab), ...lab.topology.nodes.map((node) => agent(lab, node))];
}

function socketsOf({ paths }: Lab): readonly string[] {
  return [paths.aggregatorSocket, paths.agentsSocket];
}

function aggregator(lab: Lab): ProcessSpec {
  const { nbSocket, sbSocket, manifests } = lab.paths;
  const { kubernetes } = lab;
  const source =
    kubernetes === null
      ? ["--manifests", manifests]
      : ["--kubeconfig", aggregatorKubeconfig(lab.paths)];
  return {
    name: aggregatorName,
    netns: isAmongNodes(lab) ? centralNetns(lab.name) : null,
    argv: [process.execPath, aggregatorProgram, ...source],
    cwd: lab.paths.state,
    env: {
      ...aggregatorAccess(lab),
      TAPLINE_HTTP_LISTEN: httpListen(lab),
      // For its control sockets of ovn-trace: they go with the lab.
      TMPDIR: lab.paths.state,
      TAPLINE_NB: `unix:${nbSocket}`,
      TAPLINE_SB: `unix:${sbSocket}`,
    },
    // Over TCP the wait for agents tells.
    ready: async () => lab.tls || socketsOf(lab).every((socket) => existsSync(socket)),
  };
}

/** Only there agents reach it over TCP; this machine then reaches it at its sockets alone. */
function isAmongNodes({ tls, kubernetes }: Lab): boolean {
  return tls && kubernetes === null;
}

function httpListen(lab: Lab): string {
  const socket = `unix:${lab.paths.httpSocket}`;
  const address = httpAddress(lab.paths);
  return isAmongNodes(lab) || address === null ? socket : `${address},${socket}`;
}

/** How this machine reaches the aggregator by HTTP. */
export function aggregatorHttp(lab: Lab): string {
  const address = httpAddress(lab.paths);
  const isReached = !isAmongNodes(lab) && address !== null;
  return isReached ? `http://${address}` : `unix:${lab.paths.httpSocket}`;
}

/** Where an agent tells of itself: a node's namespace hides no unix socket. */
export function agentHttp(node: NodeSpec): string {
  return `unix:${node.runDir}/agent-http.sock`;
}

/** Process ids of what runs, null for what does not. */
export function productPids(lab: Lab): {
  readonly aggregator: number | null;
  readonly agents: ReadonlyMap<string, number | null>;
} {
  const pid = ({ name }: ProcessSpec): number | null => pidOf(lab, name) ?? null;
  return {
    aggregator: pid(aggregator(lab)),
    agents: new Map(lab.topology.nodes.map((node) => [node.name, pid(agent(lab, node))])),
  };
}

/** An agent, which a fault may start in another way: `clear` wants it exactly like this. */
export function agent(lab: Lab, node: NodeSpec): ProcessSpec {
  return {
    name: `${node.name}/agent`,
    netns: node.netns,
    argv: [process.execPath, agentProgram],
    exactArguments: true,
    cwd: lab.paths.state,
    env: {
      TAPLINE_NODE: node.name,
      ...agentAccess(lab, node),
      TAPLINE_OVS_RUNDIR: node.runDir,
      TAPLINE_OVN_RUNDIR: node.runDir,
      TAPLINE_HTTP_LISTEN: agentHttp(node),
    },
  };
}

async function agentsConnected(lab: Lab): Promise<boolean> {
  for (const { name } of specsOf(lab)) {
    if (pidOf(lab, name) !== undefined) continue;
    const path = logPathOf(lab, name);
    const message = `${name} ended; ${path} ends with\n${logTail(path)}`;
    throw new LabError({ code: "DIED", process: name }, message);
  }
  const state = await productState(lab);
  if (state === null || state.sourceReasons.size > 0) return false;
  return lab.topology.nodes.every(({ name }) => state.agentClocks.has(name));
}

/** What `tapline agents` says. */
export interface ProductState {
  /** Nodes whose agent is ok: milliseconds that its clock is ahead of the aggregator's. */
  readonly agentClocks: ReadonlyMap<string, number>;
  /** The aggregator's sources that are not ok, by name: the code of the reason, if it said one. */
  readonly sourceReasons: ReadonlyMap<string, string | null>;
}

/** Null while the aggregator does not answer: asked again until the time is up. */
export async function productState(lab: Lab): Promise<ProductState | null> {
  const argv = [process.execPath, `${checkout}cli/bin.js`, "agents", "-o", "json"];
  try {
    const { stdout } = await run(argv, { env: clientAccess(lab) });
    const reply: unknown = JSON.parse(stdout);
    const agents = entriesOf(reply, "agents").filter(({ status }) => status === "ok");
    const troubled = entriesOf(reply, "sources").filter(({ status }) => status !== "ok");
    return {
      agentClocks: new Map(
        agents.map(({ node, clockOffsetMs }) => [String(node), Number(clockOffsetMs ?? 0)]),
      ),
      sourceReasons: new Map(troubled.map(({ name, because }) => [String(name), codeOf(because)])),
    };
  } catch {
    return null;
  }
}

/** Of a typed reason of the document (proto/documents/v1/reason.ts). */
function codeOf(because: unknown): string | null {
  if (typeof because !== "object" || because === null) return null;
  const code: unknown = Reflect.get(because, "code");
  return typeof code === "string" ? code : null;
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(reply: unknown, key: string): readonly Entry[] {
  const list: unknown = typeof reply === "object" && reply !== null && Reflect.get(reply, key);
  return Array.isArray(list) ? list : [];
}
