import { once } from "node:events";
import { availableParallelism } from "node:os";
import { ExecError, run, start } from "../lib/exec.ts";
import { type Counts, summary } from "./runner/report.ts";
import { runFiles } from "./runner/run-files.ts";
import { testFiles } from "./runner/test-files.ts";

/**
 * Runs the tests and ends with "N passed, N failed, N skipped".
 *
 *   scripts/test.ts [--unit] [WORD…]   WORDs: only files whose path contains one of them
 */
/** No single test takes more than some seconds; a busy machine stretches them. */
const unitSilenceMs = 120_000;
/** Scenario tests have limits of their own and clean up after them; this one is the last resort. */
const scenarioSilenceMs = 300_000;
const stepTimeoutMs = 120_000;
/** Each computes for some 6 s of the 8 to 9 s that a fault takes: three fill two processors. */
const labsAtOnce = 3;
const out = process.stdout;

async function main(args: readonly string[]): Promise<number> {
  const unitOnly = args.includes("--unit");
  const words = args.filter((arg) => !arg.startsWith("--"));
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  process.env.TAPLINE_TEST_SEED ??= await seedOfCommit();
  out.write(`TAPLINE_TEST_SEED=${process.env.TAPLINE_TEST_SEED} repeats this choice of cases\n`);
  if (words.length === 0) await rules(counts);
  if (!unitOnly) {
    await step("build", ["node", "--import", "tsx", "scripts/build.ts"], counts);
    await step("types", ["node_modules/.bin/tsc", "-p", "."], counts);
  }
  const concurrency = availableParallelism();
  const unit = testFiles("test/unit", words);
  await runFiles(unit, counts, { concurrency, silenceMs: unitSilenceMs, out });
  if (!unitOnly) await scenarios(testFiles("test/scenario", words), counts);
  out.write(`\n${summary(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** Every commit is tested with other samples, protocols and placements, and always with its own. */
async function seedOfCommit(): Promise<string> {
  try {
    const { stdout } = await run(["git", "rev-parse", "HEAD"]);
    return String(Number.parseInt(stdout.slice(0, 7), 16));
  } catch (thrown) {
    if (!(thrown instanceof ExecError)) throw thrown;
    return String(Date.now() % 1_000_000); // no git, or a copy without its history
  }
}

/** Rules of the tree that tools hold; each counts as a test. The others are in test/unit/house. */
async function rules(counts: Counts): Promise<void> {
  const bin = "node_modules/.bin";
  const folders = ["agent", "aggregator", "cli", "lab", "lib", "proto", "scripts", "test", "words"];
  const cruise = ["--config", ".dependency-cruiser.mjs", "--output-type", "err", ...folders];
  const held: [string, string[]][] = [
    ["format and lint", [`${bin}/biome`, "check", "--log-level=warn", "."]],
    ["imports", [`${bin}/depcruise`, ...cruise]],
    ["nothing unused", [`${bin}/knip`, "--no-progress"]],
    ["nothing used by tests alone", [`${bin}/knip`, "--no-progress", "--production", "--files"]],
  ];
  for (const [name, argv] of held) {
    if (await step(name, argv, counts)) counts.passed += 1;
  }
}

/** Something that has to work before tests mean anything; only its failure is counted. */
async function step(name: string, argv: readonly string[], counts: Counts): Promise<boolean> {
  const began = performance.now();
  const exitCode = await exitOf(argv);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  if (exitCode === 0) {
    out.write(`ok     ${name}, ${seconds} s\n`);
    return true;
  }
  counts.failed += 1;
  out.write(`✘ ${name}: exit code ${String(exitCode)} after ${seconds} s\n`);
  return false;
}

/** null when it was ended by a signal, or could not be started: its tools are not installed. */
async function exitOf(argv: readonly string[]): Promise<number | null> {
  try {
    const { child } = await start(argv, { output: out.fd });
    const timer = setTimeout(() => child.kill("SIGKILL"), stepTimeoutMs);
    const [exitCode] = await once(child, "exit");
    clearTimeout(timer);
    return typeof exitCode === "number" ? exitCode : null;
  } catch (thrown) {
    if (!(thrown instanceof ExecError)) throw thrown;
    out.write(`${thrown.message} npm ci installs it\n`);
    return null;
  }
}

async function scenarios(files: readonly string[], counts: Counts): Promise<void> {
  if (process.getuid?.() === 0) {
    const silenceMs = scenarioSilenceMs;
    const [shared, alone] = [files.filter(isShared), files.filter((file) => !isShared(file))];
    await runFiles(shared, counts, { concurrency: labsAtOnce, silenceMs, out });
    // One at a time: each has the machine's processors to itself, as its time limits want.
    await runFiles(alone, counts, { concurrency: 1, silenceMs, out });
    return;
  }
  for (const file of files) {
    counts.skipped.push({ name: file, reason: "not root: the lab makes network namespaces" });
  }
}

/** What goes from fault to fault waits more than it computes. */
function isShared(file: string): boolean {
  return /\/(?:faults\/share-\d|hand-made|honesty|kubernetes-faults|questions)\.test\.ts$/.test(
    file,
  );
}

process.exitCode = await main(process.argv.slice(2));
