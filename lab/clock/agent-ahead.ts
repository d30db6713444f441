import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Lab } from "../context.ts";
import { endProcess, ensureProcess } from "../processes/supervise.ts";
import { agent, productState } from "../product.ts";
import type { NodeSpec } from "../topology/specs.ts";
import { waitUntil } from "../wait.ts";

const preload = fileURLToPath(new URL("ahead.js", import.meta.url));
const tcpdump = fileURLToPath(new URL("../../dist/lab-tcpdump.js", import.meta.url));

/**
 * Lets a node's agent live with a clock that is off, until `clear` starts the declared one again.
 *
 * A stand-in: all nodes of the lab share this machine's clock. What the agent reads of it and what
 * the kernel writes on the packets that it taps is moved instead, which is all that it knows of
 * time besides what `ping -D` prints.
 */
export async function setAgentAhead(lab: Lab, node: NodeSpec, seconds: number): Promise<void> {
  const folder = `${lab.paths.state}/clock`;
  mkdirSync(folder, { recursive: true });
  rmSync(`${folder}/tcpdump`, { force: true });
  chmodSync(tcpdump, 0o755);
  symlinkSync(tcpdump, `${folder}/tcpdump`);
  const spec = agent(lab, node);
  const [program = "", ...args] = spec.argv;
  await endProcess(lab, spec.name);
  await ensureProcess(lab, {
    ...spec,
    argv: [program, "--import", preload, ...args],
    env: {
      ...spec.env,
      TAPLINE_LAB_CLOCK_AHEAD_S: String(seconds),
      TAPLINE_LAB_CLOCK_PROGRAMS: folder,
    },
  });
  await waitUntil(
    `the agent of ${node.name} to be connected with a clock ${seconds} s off`,
    async () => {
      const offsetMs = (await productState(lab))?.agentClocks.get(node.name) ?? 0;
      return Math.abs(offsetMs - seconds * 1_000) < 500;
    },
    { timeoutMs: 20_000, everyMs: 100, signal: lab.signal },
  );
}
