import { existsSync } from "node:fs";
import { z } from "zod";
import { ExecError, run } from "../../lib/exec.ts";
import { schemas } from "../../proto/documents/schemas.ts";
import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import { conforming } from "../unit/proto/documents/conforming.ts";

/** Runs the lab and the command line as a user does: as programs, from the checkout. */

/** Each step of a fault has its own, so that one that hangs fails alone and is cleared. */
const limits = { upMs: 180_000, verbMs: 60_000, clearMs: 150_000, diagnoseMs: 60_000 } as const;

export async function lab(...verb: readonly string[]): Promise<string> {
  const timeoutMs = { up: limits.upMs, clear: limits.clearMs }[verb[0] ?? ""] ?? limits.verbMs;
  // A lab has Kube-OVN's own programs only where a test asks for them.
  const env = { TAPLINE_KUBE_OVN: "" };
  const { stdout } = await run(["node", ...labProgram(verb[0]), ...verb], { timeoutMs, env });
  return stdout;
}

/** `up` builds the program that the other verbs start: a quarter of the time through tsx. */
function labProgram(verb: string | undefined): readonly string[] {
  const built = "dist/lab.js";
  const fromSource = verb === "up" || verb === "faults" || !existsSync(built);
  return fromSource ? ["--import", "tsx", "lab/main.ts"] : [built];
}

const statusSchema = z.object({
  nodes: z.array(
    z.object({ name: z.string(), netns: z.string(), ovsRunDir: z.string(), encapIp: z.string() }),
  ),
  pods: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      node: z.string(),
      netns: z.string(),
      ip: z.string(),
      mac: z.string(),
      prefixLength: z.number(),
      gateway: z.string(),
      hostInterface: z.string(),
    }),
  ),
  central: z.object({ netns: z.string(), nbSocket: z.string(), sbSocket: z.string() }),
  underlay: z.object({ netns: z.string(), bridge: z.string() }),
  kubernetes: z.object({ source: z.string(), kubeconfig: z.string().optional() }),
  aggregator: z.object({
    ...{ address: z.string(), agents: z.string() },
    ...{ http: z.string(), httpSocket: z.string(), pid: z.number() },
  }),
  env: z.record(z.string(), z.string()),
});
export type LabStatus = z.infer<typeof statusSchema>;

export async function labStatus(): Promise<LabStatus> {
  return statusSchema.parse(JSON.parse(await lab("status", "-o", "json")));
}

const expectSchema = z.object({
  outcome: z.string(),
  stage: z.string().nullable(),
  direction: z.string().nullable(),
  code: z.string(),
  confidence: z.enum(["confirmed", "likely"]).default("confirmed"),
});
const faultsSchema = z.object({
  faults: z.array(
    z.object({
      name: z.string(),
      target: z.enum(["pod", "service", "outward", "address", "node"]),
      protocols: z.array(z.enum(["icmp", "tcp", "udp"])),
      placements: z.array(z.enum(["cross-node", "same-node"])),
      families: z.array(z.enum(["IPv4", "IPv6"])),
      icmp6Passes: z.boolean(),
      defaultSource: z.string(),
      defaultDestination: z.string(),
      expect: expectSchema,
      expectSameNode: expectSchema.optional(),
      askSize: z.int().optional(),
      leavesPortOpen: z.boolean().optional(),
    }),
  ),
});
export type LabFault = z.infer<typeof faultsSchema>["faults"][number];
export type Expectation = z.infer<typeof expectSchema>;

export async function labFaults(): Promise<readonly LabFault[]> {
  return faultsSchema.parse(JSON.parse(await lab("faults", "-o", "json"))).faults;
}

export interface DiagnoseRun {
  readonly exitCode: number;
  readonly diagnosis: Diagnosis | null;
  readonly stderr: string;
  readonly seconds: number;
}

/** `tapline diagnose … -o json`, whatever its exit status. */
export async function diagnose(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<DiagnoseRun> {
  const began = performance.now();
  const argv = ["node", "cli/bin.js", "diagnose", ...args, "-o", "json"];
  const options = { env, timeoutMs: limits.diagnoseMs, okCodes: [1, 2, 3, 4, 5, 130] };
  const { stdout, stderr, exitCode } = await run(argv, options);
  const seconds = (performance.now() - began) / 1_000;
  const diagnosis = stdout.trim() === "" ? null : conforming(schemas.v1.diagnosis, stdout);
  return { exitCode, diagnosis, stderr, seconds };
}

const ports = { icmp: [], tcp: ["--port", "8080"], udp: ["--port", "9090"] } as const;
const servicePorts = { icmp: [], tcp: ["--port", "80"], udp: ["--port", "53"] } as const;

/** The arguments that ask for a protocol of the lab's servers. */
export function protocolArgs(
  protocol: "icmp" | "tcp" | "udp",
  fault?: Pick<LabFault, "target" | "askSize" | "leavesPortOpen">,
): string[] {
  if (fault?.leavesPortOpen) return ["--protocol", protocol];
  const asked = fault?.target === "service" ? servicePorts : ports;
  const size = fault?.askSize === undefined ? [] : ["--size", String(fault.askSize)];
  return ["--protocol", protocol, ...asked[protocol], ...size];
}

/** What a lab verb printed when it failed. */
export function failureText(thrown: unknown): string {
  if (thrown instanceof ExecError && thrown.type.code === "FAILED") return thrown.type.stderr;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
