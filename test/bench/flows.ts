import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { dumpCommand } from "../../agent/openflow/flows/run.ts";
import { run, start } from "../../lib/exec.ts";
import { installFlows, startSwitch } from "./flows-switch.ts";

/**
 * Flows per second: `ovs-ofctl dump-flows` alone, the same with our full decode behind it, and the
 * decode by itself from memory. Whole processes, their start included, median of alternating runs:
 * on a machine that others use too, only the ratios of one such table mean anything.
 */
const flows = 100_000;
const runs = 5;
const timeoutMs = 120_000;
/** Wanted: our decode is no slower than the tool prints. */
const wanted = 1;

export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tapline-bench-"));
  try {
    const program = join(folder, "program.mjs");
    await bundle(program);
    const openVSwitch = await startSwitch(folder);
    try {
      await installFlows(openVSwitch, flows);
      await measure(folder, program);
    } finally {
      await openVSwitch.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As the agent is built for its image: one file, started by plain node. */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("flows-program.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
}

async function measure(folder: string, program: string): Promise<void> {
  const dump = join(folder, "dump.txt");
  await dumpTo(folder, dump);
  const alone: number[] = [];
  const decoded: number[] = [];
  const file: number[] = [];
  const memory: number[] = [];
  const node = (mode: string, path: string): Promise<Answer> =>
    answerOf([process.execPath, program, mode, path]);
  for (let turn = 0; turn < runs; turn += 1) {
    alone.push(await timeOf(() => dumpTo(folder, "/dev/null")));
    decoded.push(await timeOf(() => node("dump", folder)));
    file.push(
      await timeOf(async () => {
        memory.push((await node("memory", dump)).flowsPerSecond ?? Number.NaN);
      }),
    );
  }
  report(alone, decoded, file, median(memory));
}

interface Answer {
  readonly flows: number;
  readonly flowsPerSecond?: number;
}

async function answerOf(argv: readonly string[]): Promise<Answer> {
  const { stdout } = await run(argv, { timeoutMs });
  const answer: Answer = JSON.parse(stdout);
  if (answer.flows !== flows) throw new Error(`Cannot measure: ${answer.flows} flows of ${flows}`);
  return answer;
}

/** What a person would type: the tool's output goes straight to a file. */
async function dumpTo(ovsRunDir: string, path: string): Promise<void> {
  const output = openSync(path, "w");
  try {
    const { child } = await start(dumpCommand({ ovsRunDir, bridge: "br0" }), { output });
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`Cannot measure: ovs-ofctl ended with ${code}`);
  } finally {
    closeSync(output);
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(alone: number[], decoded: number[], file: number[], memory: number): void {
  console.log(`flows: ${flows} flows, whole processes, median of ${runs} alternating runs`);
  console.log("program                            ms   range       kflows/s");
  row("ovs-ofctl dump-flows > /dev/null", alone);
  row("the same into tapline's decode", decoded);
  row("tapline's decode of a dump file", file);
  console.log(`decode alone, from memory: ${(memory / 1000).toFixed(0)} kflows/s`);
  const [printing, both] = [median(alone), median(decoded)];
  const ratio = memory / ((flows / printing) * 1000);
  const verdict = ratio >= wanted ? "reached" : "missed";
  console.log(`dump and decode / dump alone, time: ${(both / printing).toFixed(2)}`);
  console.log(
    `tapline's decode / ovs-ofctl's print, flows per second: ${ratio.toFixed(2)} ` +
      `(wanted ${wanted.toFixed(1)}, ${verdict})`,
  );
}

function row(name: string, values: readonly number[]): void {
  const middle = median(values);
  const range = `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
  console.log(
    `${name.padEnd(33)} ${middle.toFixed(0).padStart(4)} ${range.padStart(10)} ` +
      `${(flows / middle).toFixed(0).padStart(9)}`,
  );
}
