import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { run } from "../../lib/exec.ts";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { appendJournal } from "../journal.ts";
import { processFacts } from "../processes/proc.ts";
import { endProcess, markerVariable, pidOf } from "../processes/supervise.ts";
import type { KubernetesApi } from "./api.ts";
import { serviceRanges } from "./assets.ts";

const programs = ["etcd", "kube-apiserver"] as const;
/** A first start unpacks the programs. */
const startMs = 120_000;

/** Starts etcd and kube-apiserver through `SCRIPT start DIR`, unless both run. */
export async function ensureScript(
  lab: Lab,
  { script }: Extract<KubernetesApi, { kind: "script" }>,
): Promise<void> {
  const { kubernetes: dir, state } = lab.paths;
  const names = programs.map((program) => `kubernetes/${program}`);
  if (names.every((name) => pidOf(lab, name) !== undefined)) return;
  for (const name of names) await endProcess(lab, name);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const env = { [markerVariable]: state, KAPI_ARGS: dualStackArguments };
  await run([script, "start", dir], { env, timeoutMs: startMs, signal: lab.signal });
  for (const program of programs) {
    const path = `${dir}/${program}.pid`;
    const pid = existsSync(path) ? Number.parseInt(readFileSync(path, "utf8"), 10) : Number.NaN;
    const facts = processFacts(pid);
    if (facts === undefined) {
      const message = `Cannot find ${program}: ${script} wrote no process id of it to ${path}`;
      throw new LabError({ code: "DIED", process: program }, message);
    }
    const name = `kubernetes/${program}`;
    appendJournal(lab.paths.journal, { kind: "started", name, pid, startTick: facts.startTick });
  }
}

/** The script's kube-apiserver is 1.20, where dual stack has to be switched on. */
const dualStackArguments = [
  `--service-cluster-ip-range=${serviceRanges}`,
  "--feature-gates=IPv6DualStack=true",
].join(" ");
