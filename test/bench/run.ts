import { run } from "../../lib/exec.ts";

/**
 * `npm run bench -- NAME`: runs one benchmark. The one that needs a lab uses the one that is up, or
 * builds its own and takes it down again.
 */
interface Benchmark {
  readonly load: () => Promise<{ bench(): Promise<void> }>;
  readonly needsLab: boolean;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  decode: { load: () => import("./decode.ts"), needsLab: false },
  flows: { load: () => import("./flows.ts"), needsLab: false },
  startup: { load: () => import("./startup.ts"), needsLab: false },
  inventory: { load: () => import("./inventory.ts"), needsLab: false },
  "logical-trace": { load: () => import("./logical-trace.ts"), needsLab: false },
  healthy: { load: () => import("./healthy.ts"), needsLab: true },
  faults: { load: () => import("./faults.ts"), needsLab: true },
};

/** Building a lab takes seconds; ten times that is a hang. */
const labTimeoutMs = 300_000;

async function lab(...verb: readonly string[]): Promise<void> {
  await run(["node", "--import", "tsx", "lab/main.ts", ...verb], { timeoutMs: labTimeoutMs });
}

async function labIsUp(): Promise<boolean> {
  try {
    await lab("status");
    return true;
  } catch {
    return false;
  }
}

async function main(names: readonly string[]): Promise<number> {
  const [name = ""] = names;
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (benchmark === undefined || names.length !== 1) {
    const known = Object.keys(benchmarks).join(" | ");
    process.stderr.write(`Cannot run benchmark "${names.join(" ")}": wanted ${known}\n`);
    return 2;
  }
  const { bench } = await benchmark.load();
  const ownLab = benchmark.needsLab && !(await labIsUp());
  if (!ownLab) {
    await bench();
    return 0;
  }
  const interrupted = untilInterrupted();
  try {
    await Promise.race([lab("up").then(bench), interrupted]);
    return 0;
  } finally {
    await lab("down");
  }
}

/** Ctrl-C ends what was started from here, too; the lab outlives its programs, so it is told. */
function untilInterrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => reject(new Interrupted(signal)));
    }
  });
}

class Interrupted extends Error {}

const status = await main(process.argv.slice(2)).catch((thrown: unknown) => {
  if (!(thrown instanceof Interrupted)) throw thrown;
  process.stderr.write(`Interrupted by ${thrown.message}; the lab is down\n`);
  process.exit(130);
});
// A benchmark that judges itself has set its own status.
if (status !== 0) process.exitCode = status;
