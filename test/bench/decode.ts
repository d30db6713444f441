import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ExecError, run } from "../../lib/exec.ts";
import { writeCapture } from "./decode-capture.ts";

/**
 * Packets per second from tcpdump's file to packed records, against the tools that everybody has,
 * on one file in the page cache. Each number is of a whole process, its start included, median of
 * alternating runs: on a machine that others use too, only the ratios of one such table mean
 * anything.
 */
const packets = 1_000_000;
const runs = 5;
const timeoutMs = 120_000;
/**
 * For all contenders alike. Reading extra certificates takes Node 50 ms before its first line of
 * code, on machines that are set up so, and is none of the work that is measured.
 */
const env = { NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "" } as const;

interface Contender {
  readonly name: string;
  readonly argv: readonly string[];
}

/** Milliseconds of each run; null when the program is not installed. */
type Timings = number[] | null;

/** Wanted: at least this ratio of packets per second, ours to theirs. */
const wanted = { tcpdump: 0.4, tshark: 1.5 } as const;

export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tapline-bench-"));
  try {
    const capture = join(folder, "capture.pcap");
    const program = join(folder, "program.mjs");
    writeCapture(capture, packets);
    await bundle(program);
    const contenders: readonly Contender[] = [
      { name: "tcpdump", argv: ["tcpdump", "-Z", "root", "-r", capture, "-w", "/dev/null"] },
      { name: "tshark", argv: ["tshark", "-q", "-r", capture] },
      { name: "tapline framing", argv: [process.execPath, program, "framing", capture] },
      { name: "agent half", argv: [process.execPath, program, "agent", capture] },
    ];
    report(contenders, await alternate(contenders));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As the agent is built for its image: one file, started by plain node. */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("decode-program.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minifySyntax: true,
    logLevel: "warning",
  });
}

async function alternate(contenders: readonly Contender[]): Promise<Map<string, Timings>> {
  const timings = new Map<string, Timings>(contenders.map(({ name }) => [name, []]));
  for (let turn = 0; turn < runs; turn += 1) {
    for (const { name, argv } of contenders) {
      const milliseconds = await timeOf(argv);
      if (milliseconds === null) timings.set(name, null);
      else timings.get(name)?.push(milliseconds);
    }
  }
  return timings;
}

async function timeOf(argv: readonly string[]): Promise<number | null> {
  const start = performance.now();
  try {
    await run(argv, { timeoutMs, env });
  } catch (error) {
    if (error instanceof ExecError && error.type.code === "NOT_FOUND") return null;
    throw error;
  }
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(contenders: readonly Contender[], timings: Map<string, Timings>): void {
  console.log(`decode: ${packets} packets, whole processes, median of ${runs} alternating runs`);
  console.log("program             ms   range        Mpackets/s");
  const medians = new Map<string, number>();
  for (const { name } of contenders) {
    const values = timings.get(name);
    if (!values || values.length === 0) {
      console.log(`${name.padEnd(18)} not installed`);
      continue;
    }
    const middle = median(values);
    medians.set(name, middle);
    const range = `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
    const rate = packets / middle / 1000;
    console.log(
      `${name.padEnd(18)} ${middle.toFixed(0).padStart(4)} ${range.padStart(11)} ` +
        `${rate.toFixed(2).padStart(10)}`,
    );
  }
  const ours = medians.get("agent half");
  for (const [name, least] of Object.entries(wanted)) {
    const theirs = medians.get(name);
    if (ours === undefined || theirs === undefined) continue;
    const ratio = theirs / ours;
    const verdict = ratio >= least ? "reached" : "missed";
    console.log(
      `agent half / ${name}: ${ratio.toFixed(2)} (wanted ${least.toFixed(1)}, ${verdict})`,
    );
  }
}
