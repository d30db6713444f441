import { readFile } from "node:fs/promises";
import { runLogicalTrace } from "../../aggregator/logical-trace/run.ts";
import { LogicalTracer } from "../../aggregator/logical-trace/tracer.ts";
import { run } from "../../lib/exec.ts";
import { OvnDatabases } from "../unit/aggregator/logical-trace/ovn-databases.ts";
import { quantiles } from "./quantiles.ts";

/**
 * Milliseconds for a question to ovn-trace about a network of 2,000 pods and 100 Services: by one
 * that is started for it, and by the daemon, which reads the southbound when it has changed.
 */
const pods = Number(process.env.TAPLINE_BENCH_PODS ?? 2_000);
const services = 100;
const rounds = 20;
const signal = new AbortController().signal;

export async function bench(): Promise<void> {
  const ovn = await OvnDatabases.create();
  let revision = 1;
  const { remote: database } = ovn.southbound;
  const tracer = new LogicalTracer({ database, revision: () => revision });
  try {
    await fill(ovn);
    console.log(`${pods} pods, ${services} Services, ${await flowsOf(database)} logical flows`);
    const question = { datapath: "sw", microflow, connection: "new", timeoutMs: 30_000 } as const;
    const oneShot = { ...question, database };
    const ask = (): Promise<unknown> => tracer.trace({ ...question, signal });
    const started: number[] = [];
    const changed: number[] = [];
    const unchanged: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      started.push(await msOf(() => runLogicalTrace(oneShot)));
      revision += 1;
      changed.push(await msOf(ask));
      for (let more = 0; more < 5; more += 1) unchanged.push(await msOf(ask));
    }
    console.log(`one for each question: ${quantiles(started)} ms`);
    console.log(`daemon, southbound changed: ${quantiles(changed)} ms`);
    console.log(`daemon, southbound as before: ${quantiles(unchanged)} ms`);
    console.log(`memory of the daemon: ${(await daemonMb()).toFixed(0)} MB`);
  } finally {
    await tracer.close();
    await ovn.remove();
  }
}

const microflow =
  'inport == "p5.ns" && eth.src == 00:00:00:01:00:05 && eth.dst == 00:00:00:01:00:06 && ' +
  "ip4.src == 10.16.0.7 && ip4.dst == 10.16.0.8 && ip.ttl == 64 && " +
  "tcp.src == 61001 && tcp.dst == 80 && tcp.flags == 2";

async function fill(ovn: OvnDatabases): Promise<void> {
  const router = ["lrp-add", "lr", "lr-sw", "00:00:00:00:ff:01", "10.16.0.1/16"];
  const toRouter = [
    ["lsp-add", "sw", "sw-lr"],
    ["lsp-set-type", "sw-lr", "router"],
    ["lsp-set-addresses", "sw-lr", "router"],
    ["lsp-set-options", "sw-lr", "router-port=lr-sw"],
  ];
  await ovn.nbctl(["lr-add", "lr"], router, ["ls-add", "sw"], ...toRouter);
  const commands: string[][] = [];
  for (let pod = 0; pod < pods; pod += 1) {
    const name = `p${pod}.ns`;
    const hex = (value: number): string => value.toString(16).padStart(2, "0");
    const [high, low] = [(pod + 2) >> 8, (pod + 2) & 255];
    const address = `00:00:00:01:${hex(pod >> 8)}:${hex(pod & 255)} 10.16.${high}.${low}`;
    commands.push(["lsp-add", "sw", name], ["lsp-set-addresses", name, address]);
    commands.push(["lsp-set-port-security", name, address]);
  }
  for (let service = 0; service < services; service += 1) {
    const name = `svc${service}`;
    commands.push(["lb-add", name, `10.96.0.${service + 1}:80`, "10.16.0.12:80,10.16.0.13:80"]);
    commands.push(["ls-lb-add", "sw", name]);
  }
  while (commands.length > 0) await ovn.nbctl(...commands.splice(0, 600));
}

async function flowsOf(database: string): Promise<number> {
  const select = { op: "select", table: "Logical_Flow", where: [], columns: ["_uuid"] };
  const transaction = JSON.stringify(["OVN_Southbound", select]);
  const { stdout } = await run(["ovsdb-client", "transact", database, transaction]);
  return stdout.split('"_uuid"').length - 1;
}

async function msOf(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await ask();
  return performance.now() - began;
}

/** Resident memory of the daemons that this process has started. */
async function daemonMb(): Promise<number> {
  const { stdout } = await run(["pgrep", "--full", `tapline-ovn-trace-${process.pid}-.*pid`]);
  const sizes = await Promise.all(
    stdout.split("\n").map(async (pid) => {
      const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1_024;
    }),
  );
  return Math.max(...sizes);
}
