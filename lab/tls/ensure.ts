import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { centralNetns } from "../names.ts";
import { ensureProcess } from "../processes/supervise.ts";
import { writeTokens } from "./accounts.ts";
import { Authority } from "./authority.ts";
import { agentListeners, authorityFolder, reservePorts, serverName } from "./places.ts";

/** Makes what the programs of a lab with TLS need, once, and the way from the nodes to them. */
export async function ensureTls(lab: Lab): Promise<void> {
  const { kubernetes, paths } = lab;
  if (!existsSync(`${authorityFolder(paths, "callers")}/ca.crt`)) await issueAll(lab);
  if (kubernetes === null) return;
  await writeTokens(lab, kubernetes.kubeconfig);
  await ensureRelays(lab);
}

async function issueAll(lab: Lab): Promise<void> {
  const { paths, topology } = lab;
  await reservePorts(paths);
  const server = await Authority.create(authorityFolder(paths, "server"));
  await server.issue("server", { subject: "/CN=aggregator", names: [`DNS:${serverName}`] });
  const agents = await Authority.create(authorityFolder(paths, "agents"));
  await inParallel(topology.nodes, ({ name }) =>
    agents.issue(name, { subject: "/CN=tapline-agent", names: [`URI:tapline:node:${name}`] }),
  );
  await Authority.create(authorityFolder(paths, "callers"));
}

/** The aggregator is on the machine's loopback, beside the API server; the nodes are not. */
async function ensureRelays(lab: Lab): Promise<void> {
  const script = fileURLToPath(new URL("../programs/relay.js", import.meta.url));
  const socket = `unix:${lab.paths.state}/tls/agents.sock`;
  const { bound, reached } = agentListeners(lab);
  const hops = [
    ["tls/relay", null, socket, `tcp:${bound}`],
    ["central/agents-relay", centralNetns(lab.name), `tcp:${reached}`, socket],
  ] as const;
  for (const [name, netns, listen, target] of hops) {
    const argv = [process.execPath, script, listen, target];
    await ensureProcess(lab, { name, netns, argv, exactArguments: true });
  }
}
