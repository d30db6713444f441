import { once } from "node:events";
import { availableParallelism } from "node:os";
import { run as runTests } from "node:test";
import { start } from "../lib/exec.ts";
import { testFiles } from "./test-files.ts";
import { type Counts, follow, summary } from "./test-report.ts";

/**
 * Runs the tests and ends with "N passed, N failed, N skipped".
 *
 *   scripts/test.ts [--unit] [WORD…]   WORDs: only files whose path contains one of them
 */
/** Properties over every recorded case take one processor a minute and a half; a hang is more. */
const unitTimeoutMs = 300_000;
/** A scenario file builds a lab and goes through many faults in it. */
const scenarioTimeoutMs = 1_800_000;
const stepTimeoutMs = 120_000;

async function main(args: readonly string[]): Promise<number> {
  const unitOnly = args.includes("--unit");
  const words = args.filter((arg) => !arg.startsWith("--"));
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  if (!unitOnly) {
    await step("build", ["node", "--import", "tsx", "scripts/build.ts"], counts);
    await step("types", ["node_modules/.bin/tsc", "-p", "."], counts);
  }
  await runFiles(testFiles("test/unit", words), counts, {
    concurrency: availableParallelism(),
    timeout: unitTimeoutMs,
  });
  if (!unitOnly) await scenarios(testFiles("test/scenario", words), counts);
  process.stdout.write(`\n${summary(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** Something that has to work before tests mean anything; only its failure is counted. */
async function step(name: string, argv: readonly string[], counts: Counts): Promise<void> {
  const { child } = await start(argv, { output: process.stdout.fd });
  const timer = setTimeout(() => child.kill("SIGKILL"), stepTimeoutMs);
  const [exitCode] = await once(child, "exit");
  clearTimeout(timer);
  if (exitCode === 0) return;
  counts.failed += 1;
  process.stdout.write(`✘ ${name}: exit code ${String(exitCode)}\n`);
}

async function scenarios(files: readonly string[], counts: Counts): Promise<void> {
  if (process.getuid?.() === 0) {
    const [shared, alone] = [files.filter(isShared), files.filter((file) => !isShared(file))];
    await runFiles(shared, counts, { concurrency: 2, timeout: scenarioTimeoutMs });
    // One at a time: each has the machine's processors to itself, as its time limits want.
    await runFiles(alone, counts, { concurrency: 1, timeout: scenarioTimeoutMs });
    return;
  }
  for (const file of files) {
    counts.skipped.push({ name: file, reason: "not root: the lab makes network namespaces" });
  }
}

/** The fault catalogue waits more than it computes: its parts go beside each other. */
function isShared(file: string): boolean {
  return /\/faults-\d\.test\.ts$/.test(file);
}

async function runFiles(
  files: readonly string[],
  counts: Counts,
  options: { readonly concurrency: number; readonly timeout: number },
): Promise<void> {
  if (files.length === 0) return;
  await follow(runTests({ files: [...files], ...options }), counts, process.stdout);
}

process.exitCode = await main(process.argv.slice(2));
