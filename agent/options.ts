import { z } from "zod";
import { TaplineError } from "../lib/errors.ts";

/**
 * What the agent is told by its environment. This file is the only one of the agent that reads
 * `process.env`; everything else is given values.
 */
export interface AgentOptions {
  /** Kubernetes name of the node that the agent runs on. */
  readonly node: string;
  /** Where the aggregator listens for agents: `unix:/path`, `host:port` or `[address]:port`. */
  readonly aggregator: string;
  /** Run directory of ovsdb-server and ovs-vswitchd: `db.sock`, pid files, control sockets. */
  readonly ovsRunDir: string;
  /** Run directory of ovn-controller. */
  readonly ovnRunDir: string;
  /** Directories with network namespace files, in the order in which they are looked through. */
  readonly netnsDirs: readonly string[];
  readonly logLevel: LogLevel;
  /** PATH: directories with the programs that it starts. */
  readonly path: readonly string[];
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export type OptionsErrorType = { readonly code: "BAD_OPTIONS"; readonly names: readonly string[] };
export class OptionsError extends TaplineError<OptionsErrorType> {}

const addressForm = /^(?:unix:\/.+|\[[0-9a-fA-F:.%a-z]+\]:\d{1,5}|[^:[\]\s/]+:\d{1,5})$/;
const absolutePath = z.string().regex(/^\//, "wanted an absolute path");

const schema = z.object({
  TAPLINE_NODE: z.string("wanted the name of this node").min(1, "wanted the name of this node"),
  TAPLINE_AGGREGATOR: z
    .string("wanted unix:/path or host:port")
    .regex(addressForm, "wanted unix:/path or host:port"),
  TAPLINE_OVS_RUNDIR: absolutePath.default("/run/openvswitch"),
  TAPLINE_OVN_RUNDIR: absolutePath.default("/run/ovn"),
  TAPLINE_NETNS_DIRS: z
    .string()
    .default("/var/run/netns,/run/netns")
    .transform((list) => list.split(",").filter((path) => path !== ""))
    .pipe(z.array(absolutePath).min(1, "wanted at least one directory")),
  TAPLINE_LOG_LEVEL: z.enum(logLevels, `wanted one of ${logLevels.join(", ")}`).default("info"),
});

/**
 * Reads and checks the options. An empty variable counts as not set.
 *
 * @throws {OptionsError} BAD_OPTIONS that names every variable that is wrong.
 */
export function readOptions(env: NodeJS.ProcessEnv = process.env): AgentOptions {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (!result.success) throw badOptions(result.error);
  const { data } = result;
  return {
    node: data.TAPLINE_NODE,
    aggregator: data.TAPLINE_AGGREGATOR,
    ovsRunDir: data.TAPLINE_OVS_RUNDIR,
    ovnRunDir: data.TAPLINE_OVN_RUNDIR,
    netnsDirs: data.TAPLINE_NETNS_DIRS,
    logLevel: data.TAPLINE_LOG_LEVEL,
    path: (env.PATH ?? "").split(":").filter((directory) => directory !== ""),
  };
}

function badOptions(error: z.ZodError): OptionsError {
  const names = [...new Set(error.issues.map((issue) => String(issue.path[0])))];
  const reasons = error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  const message = `Cannot start with these options: ${reasons.join("; ")}`;
  return new OptionsError({ code: "BAD_OPTIONS", names }, message);
}
