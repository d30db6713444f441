import { run } from "../../lib/exec.ts";
import { withAggregator } from "../unit/cli/fake-aggregator.ts";
import { quantiles } from "./quantiles.ts";

/**
 * How long the command line takes beside what it is asked for, as ratios to a Node that does
 * nothing: all commands in turn, so that a busy machine slows them alike. It judges nothing.
 */
const rounds = Number(process.env.TAPLINE_BENCH_COUNT ?? 25);
const timeoutMs = 60_000;

const wanted: Readonly<Record<string, number>> = { "tapline --version": 2.5, "tapline agents": 5 };

export async function bench(): Promise<void> {
  const agents = [{ node: "node1", status: "AGENT_PRESENCE_OK", version: "0.1.0" } as const];
  await withAggregator(
    { ListAgents: (_call, callback) => callback(null, { agents, sources: [] }) },
    async (address) => {
      const tapline = [process.execPath, "cli/bin.js"];
      const commands = {
        "node -e 0": [process.execPath, "-e", "0"],
        "tapline --version": [...tapline, "--version"],
        "tapline agents": [...tapline, "agents", "--address", address],
      };
      report(await timesOf(commands));
    },
  );
}

/** Milliseconds of each round, by command; a first round, which fills caches, is not counted. */
async function timesOf(
  commands: Readonly<Record<string, readonly string[]>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, argv] of Object.entries(commands)) {
      const began = performance.now();
      await run(argv, { timeoutMs });
      if (round > 0) times.get(name)?.push(performance.now() - began);
    }
  }
  return times;
}

function report(times: ReadonlyMap<string, readonly number[]>): void {
  const [base = []] = times.values();
  process.stdout.write(`${rounds} rounds, Node ${process.version}; milliseconds\n`);
  for (const [name, values] of times) {
    const ratio = median(values) / median(base);
    const limit = wanted[name];
    const said = limit === undefined ? "" : `, ${ratio.toFixed(2)} times, wanted < ${limit}`;
    process.stdout.write(`${name.padEnd(18)} ${quantiles(values)}${said}\n`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
