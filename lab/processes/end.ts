import { setTimeout as delay } from "node:timers/promises";
import { isAlive, processFacts } from "./proc.ts";

const politeMs = 1_500;
const finalMs = 3_000;

/**
 * Ends processes: SIGTERM, then SIGKILL for what is left. Returns when all are gone or zombies
 * (process 1 may take its time to reap).
 */
export async function endProcesses(
  pids: readonly number[],
  firstSignal: "SIGTERM" | "SIGKILL" = "SIGTERM",
): Promise<void> {
  const targets = pids.flatMap((pid) => processFacts(pid) ?? []);
  const left = (): number[] =>
    targets.filter(({ pid, startTick }) => isAlive(pid, startTick)).map(({ pid }) => pid);
  for (const pid of left()) {
    send(pid, firstSignal);
    if (firstSignal === "SIGTERM") send(pid, "SIGCONT"); // a stopped process takes no SIGTERM
  }
  if (await becomesEmpty(left, politeMs)) return;
  for (const pid of left()) send(pid, "SIGKILL");
  await becomesEmpty(left, finalMs);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ended by itself meanwhile
  }
}

async function becomesEmpty(left: () => number[], timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (left().length > 0) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
