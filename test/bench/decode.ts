import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ExecError, run } from "../../lib/exec.ts";
import { writeCapture } from "./decode-capture.ts";
import { isLost, scene, windowPackets } from "./decode-scene.ts";

/**
 * The product's own path in two halves, against the tools that everybody has: from tcpdump's file
 * to packed records (`agent half`), and from these to joined transactions (`aggregator half`). What
 * comes out of each run is compared with what was put into the capture.
 *
 * Each number is the processor time of a whole process on one core, its start included, on files
 * in the page cache, the mean of alternating runs. A machine that others use slows all of them, so
 * only the ratios of one such table mean anything.
 */
const diagnoses = 75;
const packets = 2 * diagnoses * windowPackets;
const runs = 5;
const timeoutMs = 120_000;
/** All on one core: V8 compiles and collects garbage beside the program where it has another. */
const oneCore = ["taskset", "-c", "0"] as const;
/**
 * For all contenders alike. Reading extra certificates takes Node 50 ms before its first line of
 * code, on machines that are set up so, and is none of the work that is measured.
 */
const env = { NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "" } as const;

interface Contender {
  readonly name: string;
  readonly argv: readonly string[];
  /** What it must print; absent for programs that are not ours. */
  readonly prints?: object;
}

/** Milliseconds of processor time of each run; null when the program is not installed. */
type Timings = number[] | null;

const lostOnes = Array.from({ length: scene.connections }, (_, index) => index).filter(isLost);
const packed = { records: packets, batches: packets / 1_000, bytes: packets * 256 };
const joined = {
  ...{ records: packets, diagnoses, transactions: diagnoses * scene.connections },
  lost: diagnoses * lostOnes.length,
};

/** Wanted: at least this ratio of packets per second, of the first to the second. */
const wanted = [
  ["agent half", "tcpdump", 0.4],
  ["agent half", "tshark", 1.5],
  ["aggregator half", "agent half", 0.5],
] as const;
const wantedRecordsPerSecond = 300_000;

export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tapline-bench-"));
  try {
    const capture = join(folder, "capture.pcap");
    const records = join(folder, "records");
    const agent = await bundle("decode-program.ts", folder);
    const aggregator = await bundle("decode-join-program.ts", folder);
    writeCapture(capture, 2 * diagnoses);
    const pack = [process.execPath, agent, "pack", capture, records];
    await timeOf({ name: "pack", argv: pack, prints: packed });
    const contenders: readonly Contender[] = [
      { name: "tcpdump", argv: ["tcpdump", "-Z", "root", "-r", capture, "-w", "/dev/null"] },
      { name: "tshark", argv: ["tshark", "-q", "-r", capture] },
      { name: "agent half", argv: [process.execPath, agent, "agent", capture], prints: packed },
      { name: "aggregator half", argv: [process.execPath, aggregator, records], prints: joined },
    ];
    report(await alternate(contenders));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As agent and aggregator are built for their images: one file, started by plain node. */
async function bundle(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, entry.replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minifySyntax: true,
    logLevel: "warning",
  });
  return outfile;
}

async function alternate(contenders: readonly Contender[]): Promise<Map<string, Timings>> {
  const timings = new Map<string, Timings>(contenders.map(({ name }) => [name, []]));
  for (let turn = 0; turn < runs; turn += 1) {
    for (const contender of contenders) {
      const milliseconds = await timeOf(contender);
      if (milliseconds === null) timings.set(contender.name, null);
      else timings.get(contender.name)?.push(milliseconds);
    }
  }
  return timings;
}

async function timeOf({ name, argv, prints }: Contender): Promise<number | null> {
  const before = childrenMs();
  try {
    const { stdout } = await run([...oneCore, ...argv], { timeoutMs, env });
    const milliseconds = childrenMs() - before;
    if (prints !== undefined) assert.deepEqual(JSON.parse(stdout), prints, `${name} is wrong`);
    return milliseconds;
  } catch (error) {
    if (isNotInstalled(error)) return null;
    throw error;
  }
}

/** proc_pid_stat(5): fields 16 and 17 are what children that ended took, in ticks of 10 ms. */
function childrenMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** taskset(1) ends with 127 when there is no such program. */
function isNotInstalled(error: unknown): boolean {
  if (!(error instanceof ExecError)) return false;
  return error.type.code === "FAILED" && error.type.exitCode === 127;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function report(timings: ReadonlyMap<string, Timings>): void {
  console.log(
    `decode: ${packets} packets, processor time of whole processes, mean of ${runs} runs`,
  );
  console.log("program             ms   range        Mpackets/s");
  const means = new Map<string, number>();
  for (const [name, values] of timings) {
    if (values === null || values.length === 0) {
      console.log(`${name.padEnd(18)} not installed`);
      continue;
    }
    const ms = mean(values);
    means.set(name, ms);
    const range = `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
    const rate = (packets / ms / 1_000).toFixed(2).padStart(10);
    console.log(`${name.padEnd(18)} ${ms.toFixed(0).padStart(4)} ${range.padStart(11)} ${rate}`);
  }
  for (const [name, than, least] of wanted) {
    const [ours, theirs] = [means.get(name), means.get(than)];
    if (ours === undefined || theirs === undefined) continue;
    judge(`${name} / ${than}`, theirs / ours, least);
  }
  const perSecond = packets / ((means.get("aggregator half") ?? Number.NaN) / 1_000);
  judge("aggregator half, records/s", perSecond, wantedRecordsPerSecond);
}

function judge(what: string, value: number, least: number): void {
  const text = value < 100 ? value.toFixed(2) : value.toFixed(0);
  console.log(`${what}: ${text} (wanted ${least}, ${value >= least ? "reached" : "missed"})`);
}
