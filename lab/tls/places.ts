import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Lab } from "../context.ts";
import { freePort } from "../kubernetes/assets.ts";
import type { LabPaths } from "../names.ts";
import type { NodeSpec } from "../topology/specs.ts";
import { centralIp } from "../topology/topology.ts";

/** Where certificates and tokens of a lab are, and where its aggregator listens over TCP. */

/** The name in the aggregator's certificate, as its Service has it in a cluster. */
export const serverName = "tapline-aggregator.tapline.svc";
export const callersAudience = "tapline";
export const agentsAudience = "tapline-agents";
/** For agents, at the central address. */
const agentsPort = 10_672;

/** The CAs: of the aggregator, of agents' certificates, of callers' certificates. */
export function authorityFolder({ state }: LabPaths, of: "server" | "agents" | "callers"): string {
  return `${state}/tls/${of}`;
}

export function serverFiles(paths: LabPaths): { certificate: string; key: string } {
  const folder = authorityFolder(paths, "server");
  return { certificate: `${folder}/server.crt`, key: `${folder}/server.key` };
}

export function tokenFile({ state }: LabPaths, whose: string): string {
  return `${state}/tls/${whose}.token`;
}

/**
 * Of the two ways in which an agent proves its node, both are in use where there is an API server:
 * the first node's has a certificate, the others' have tokens.
 */
export function hasToken({ topology, kubernetes }: Lab, { name }: NodeSpec): boolean {
  return kubernetes !== null && topology.nodes[0]?.name !== name;
}

interface Ports {
  readonly callers: number;
  readonly agents: number;
}

/** On loopback, beside the API server; the same for as long as the lab is up. */
export async function reservePorts({ state }: LabPaths): Promise<void> {
  const file = `${state}/tls/ports.json`;
  if (existsSync(file)) return;
  mkdirSync(`${state}/tls`, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ callers: await freePort(), agents: await freePort() }));
}

function portsOf({ state }: LabPaths): Ports {
  return JSON.parse(readFileSync(`${state}/tls/ports.json`, "utf8")) as Ports;
}

/** Where the aggregator takes agents, itself or through a relay from the nodes' network. */
export function agentListeners({ paths, kubernetes }: Lab): { bound: string; reached: string } {
  const reached = `${centralIp}:${agentsPort}`;
  const bound = kubernetes === null ? reached : `127.0.0.1:${portsOf(paths).agents}`;
  return { bound, reached };
}

/** As this machine reaches it, but where the aggregator is in the network of the nodes. */
export function agentsAddress(lab: Lab): string {
  return lab.tls ? agentListeners(lab).bound : `unix:${lab.paths.agentsSocket}`;
}

/** Without an API server nobody could say who asks: callers use the socket. */
export function callersAddress({ paths, kubernetes, tls }: Lab): string {
  if (!tls || kubernetes === null) return `unix:${paths.aggregatorSocket}`;
  return `127.0.0.1:${portsOf(paths).callers}`;
}
