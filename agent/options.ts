import { z } from "zod";
import { TaplineError } from "../lib/errors.ts";
import { type ListenAddress, parseListen } from "../lib/listen/address.ts";

/**
 * What the agent is told by its environment. This file is the only one of the agent that reads
 * `process.env`; everything else is given values.
 */
export interface AgentOptions {
  /** Kubernetes name of the node that the agent runs on. */
  readonly node: string;
  readonly aggregator: AggregatorPlace;
  /** Run directory of ovsdb-server and ovs-vswitchd: `db.sock`, pid files, control sockets. */
  readonly ovsRunDir: string;
  /** Run directory of ovn-controller. */
  readonly ovnRunDir: string;
  /** Directories with network namespace files, in the order in which they are looked through. */
  readonly netnsDirs: readonly string[];
  /** Where /healthz, /readyz and /metrics are served; none by default: agents listen on nothing. */
  readonly httpListen: readonly ListenAddress[];
  readonly logLevel: LogLevel;
  /** TAPLINE_BUILT_AT: when its image was built, RFC 3339; null when nobody said. */
  readonly builtAt: Date | null;
  /** PATH: directories with the programs that it starts. */
  readonly path: readonly string[];
}

export interface AggregatorPlace {
  /** Where the aggregator listens for agents: `unix:/path`, `host:port` or `[address]:port`. */
  readonly address: string;
  /** Null: plaintext, as also on a unix socket. */
  readonly tls: TlsPlace | null;
}

/** Files, which are read anew for each connection. */
export interface TlsPlace {
  /** Certificate of the CA that vouches for the aggregator. */
  readonly ca: string;
  /** What proves that this is the node's agent: a certificate, or a token, or both. */
  readonly identity: { readonly certificate: string; readonly key: string } | null;
  readonly tokenFile: string | null;
  /** The name in the aggregator's certificate; null for the host of its address. */
  readonly serverName: string | null;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export type OptionsErrorType = { readonly code: "BAD_OPTIONS"; readonly names: readonly string[] };
export class OptionsError extends TaplineError<OptionsErrorType> {}

const addressForm = /^(?:unix:\/.+|\[[0-9a-fA-F:.%a-z]+\]:\d{1,5}|[^:[\]\s/]+:\d{1,5})$/;
const absolutePath = z.string().regex(/^\//, "wanted an absolute path");

const fields = z.object({
  TAPLINE_NODE: z.string("wanted the name of this node").min(1, "wanted the name of this node"),
  TAPLINE_AGGREGATOR: z
    .string("wanted unix:/path or host:port")
    .regex(addressForm, "wanted unix:/path or host:port"),
  TAPLINE_TLS_CA: z.string().optional(),
  TAPLINE_TLS_CERT: z.string().optional(),
  TAPLINE_TLS_KEY: z.string().optional(),
  TAPLINE_TLS_SERVER_NAME: z.string().optional(),
  TAPLINE_TOKEN_FILE: z.string().optional(),
  TAPLINE_OVS_RUNDIR: absolutePath.default("/run/openvswitch"),
  TAPLINE_OVN_RUNDIR: absolutePath.default("/run/ovn"),
  TAPLINE_NETNS_DIRS: z
    .string()
    .default("/var/run/netns,/run/netns")
    .transform((list) => list.split(",").filter((path) => path !== ""))
    .pipe(z.array(absolutePath).min(1, "wanted at least one directory")),
  TAPLINE_HTTP_LISTEN: z
    .string()
    .default("")
    .transform((list, context) => {
      const parts = list.split(",").map((part) => part.trim());
      return parts
        .filter((part) => part !== "")
        .flatMap((part) => {
          const address = parseListen(part);
          if (address !== null) return address;
          context.addIssue({ code: "custom", message: "wanted unix:/path or host:port" });
          return [];
        });
    }),
  TAPLINE_BUILT_AT: z.iso.datetime({ offset: true, error: "wanted a time of RFC 3339" }).optional(),
  TAPLINE_LOG_LEVEL: z.enum(logLevels, `wanted one of ${logLevels.join(", ")}`).default("info"),
});

const schema = fields.superRefine((options, context) => {
  const refuse = (name: string, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  const { TAPLINE_TLS_CERT: certificate, TAPLINE_TLS_KEY: key, TAPLINE_TLS_CA: ca } = options;
  if (certificate === undefined && key) refuse("TAPLINE_TLS_CERT", "wanted with TAPLINE_TLS_KEY");
  if (key === undefined && certificate) refuse("TAPLINE_TLS_KEY", "wanted with TAPLINE_TLS_CERT");
  // Neither is shown to whoever answers at an address.
  const ofTls = ["TAPLINE_TLS_CERT", "TAPLINE_TOKEN_FILE", "TAPLINE_TLS_SERVER_NAME"] as const;
  const [first] = ofTls.filter((name) => options[name] !== undefined);
  if (ca === undefined && first !== undefined) refuse("TAPLINE_TLS_CA", `wanted with ${first}`);
});

function tlsOf(options: z.infer<typeof fields>): TlsPlace | null {
  const { TAPLINE_TLS_CERT: certificate, TAPLINE_TLS_KEY: key, TAPLINE_TLS_CA: ca } = options;
  if (ca === undefined) return null;
  return {
    ca,
    identity: certificate && key ? { certificate, key } : null,
    tokenFile: options.TAPLINE_TOKEN_FILE ?? null,
    serverName: options.TAPLINE_TLS_SERVER_NAME ?? null,
  };
}

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
    aggregator: { address: data.TAPLINE_AGGREGATOR, tls: tlsOf(data) },
    ovsRunDir: data.TAPLINE_OVS_RUNDIR,
    ovnRunDir: data.TAPLINE_OVN_RUNDIR,
    netnsDirs: data.TAPLINE_NETNS_DIRS,
    httpListen: data.TAPLINE_HTTP_LISTEN,
    builtAt: data.TAPLINE_BUILT_AT === undefined ? null : new Date(data.TAPLINE_BUILT_AT),
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
