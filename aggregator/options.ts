import { z } from "zod";
import { TaplineError } from "../lib/errors.ts";
import { type ListenAddress, parseListen } from "../lib/listen/address.ts";
import type { TlsFiles } from "../lib/ovsdb/dial.ts";
import { parseRemotes } from "../lib/ovsdb/remote.ts";
import type { KubernetesLocation } from "./inventory/kubernetes/location.ts";
import { type LogLevel, logLevels } from "./log.ts";

/**
 * What the aggregator is started with; environment variables, no others are read. Where Kubernetes
 * objects come from can be said on the command line too (command-line.ts).
 */
export interface AggregatorOptions {
  /** TAPLINE_LISTEN: where callers ask; comma-separated `unix:/PATH` or `HOST:PORT`. */
  readonly listen: readonly ListenAddress[];
  /** TAPLINE_AGENT_LISTEN: where agents open their sessions; the same form, other addresses. */
  readonly agentListen: readonly ListenAddress[];
  /**
   * TAPLINE_HTTP_LISTEN: where /healthz, /readyz, /metrics and /v1/… are served; the same form.
   * Nowhere by default.
   */
  readonly httpListen: readonly ListenAddress[];
  /** TAPLINE_NB: remotes of OVN_Northbound, `unix:PATH,tcp:HOST:PORT,ssl:HOST:PORT,…`. */
  readonly northbound: string;
  /** TAPLINE_SB: remotes of OVN_Southbound. */
  readonly southbound: string;
  /**
   * TAPLINE_OVN_KEY, TAPLINE_OVN_CERT, TAPLINE_OVN_CA: files for `ssl:HOST:PORT` remotes, all three
   * or none.
   */
  readonly tls?: TlsFiles;
  /**
   * TAPLINE_KUBECONFIG: a file; TAPLINE_IN_CLUSTER=1: the service account of this pod;
   * TAPLINE_MANIFESTS: a folder. Exactly one; in a pod without any, the service account.
   */
  readonly kubernetes: KubernetesLocation;
  /**
   * TAPLINE_TLS_CERT, TAPLINE_TLS_KEY: files of the server's certificate, for both listeners over
   * TCP; read again when they change. Undefined: plaintext.
   */
  readonly serverTls?: { readonly certificate: string; readonly key: string };
  /** TAPLINE_AGENT_CA: file of the CA that vouches for agents; undefined: none of them is known. */
  readonly agentCa?: string;
  /** TAPLINE_CALLER_CA: file of the CA that vouches for callers, as kube-apiserver's client CA. */
  readonly callerCa?: string;
  /** TAPLINE_TOKEN_AUDIENCE: for whom the tokens of callers must be made. */
  readonly tokenAudience: string;
  /** TAPLINE_AGENT_TOKEN_AUDIENCE: for whom those of agents; undefined: they need certificates. */
  readonly agentTokenAudience?: string;
  /** TAPLINE_ACCESS_CACHE_SECONDS, as milliseconds: how long it is remembered whose a token is. */
  readonly accessCacheMs: number;
  /** TAPLINE_BUILT_AT: when its image was built, RFC 3339; null when nobody said. */
  readonly builtAt: Date | null;
  /** TAPLINE_LOG_LEVEL. */
  readonly logLevel: LogLevel;
}

export const defaultOptions = {
  // A file's mode says who may call, as long as callers are not authenticated otherwise.
  listen: "unix:/run/tapline/aggregator.sock",
  agentListen: "unix:/run/tapline/agents.sock",
  // Where OVN's own packages put them (ovn-nbctl(8), ovn-sbctl(8), option --db).
  northbound: "unix:/run/ovn/ovnnb_db.sock",
  southbound: "unix:/run/ovn/ovnsb_db.sock",
  tokenAudience: "tapline",
  accessCacheSeconds: 10,
  logLevel: "info",
} as const;

/** The longest that a token which was revoked may still be taken. */
const maxAccessCacheSeconds = 30;

export type OptionsErrorType = {
  readonly code: "BAD_OPTION";
  /** Names of environment variables. */
  readonly options: readonly string[];
};

export class OptionsError extends TaplineError<OptionsErrorType> {}

function listenSchema(addresses: string) {
  return z
    .string()
    .default(addresses)
    .transform((list, context) => {
      const parts = list.split(",").map((part) => part.trim());
      return parts
        .filter((part) => part !== "")
        .flatMap((part) => {
          const address = parseListen(part);
          const message = `"${part}" is not a listen address, wanted unix:/PATH or HOST:PORT`;
          if (address === null) context.addIssue({ code: "custom", message });
          return address ?? [];
        });
    })
    .refine(
      (list) => addresses === "" || list.length > 0,
      "is empty, wanted unix:/PATH or HOST:PORT, comma-separated",
    );
}

const optionsSchema = z.object({
  TAPLINE_LISTEN: listenSchema(defaultOptions.listen),
  TAPLINE_AGENT_LISTEN: listenSchema(defaultOptions.agentListen),
  TAPLINE_HTTP_LISTEN: listenSchema(""),
  TAPLINE_NB: z.string().default(defaultOptions.northbound).superRefine(checkRemotes),
  TAPLINE_SB: z.string().default(defaultOptions.southbound).superRefine(checkRemotes),
  TAPLINE_OVN_KEY: z.string().optional(),
  TAPLINE_OVN_CERT: z.string().optional(),
  TAPLINE_OVN_CA: z.string().optional(),
  TAPLINE_TLS_CERT: z.string().optional(),
  TAPLINE_TLS_KEY: z.string().optional(),
  TAPLINE_AGENT_CA: z.string().optional(),
  TAPLINE_CALLER_CA: z.string().optional(),
  TAPLINE_TOKEN_AUDIENCE: z.string().optional(),
  TAPLINE_AGENT_TOKEN_AUDIENCE: z.string().optional(),
  TAPLINE_ACCESS_CACHE_SECONDS: z
    .string()
    .regex(/^\d{1,2}$/, `is no number from 0 to ${maxAccessCacheSeconds}`)
    .refine(
      (text) => Number(text) <= maxAccessCacheSeconds,
      `is no number from 0 to ${maxAccessCacheSeconds}`,
    )
    .default(String(defaultOptions.accessCacheSeconds)),
  TAPLINE_KUBECONFIG: z.string().optional(),
  TAPLINE_IN_CLUSTER: z.enum(["", "0", "1"], "is not usable, wanted 1").optional(),
  TAPLINE_MANIFESTS: z.string().optional(),
  TAPLINE_BUILT_AT: z.iso.datetime({ offset: true, error: "is no time of RFC 3339" }).optional(),
  TAPLINE_LOG_LEVEL: z
    .enum(logLevels, `is unknown, wanted one of ${logLevels.join(", ")}`)
    .default(defaultOptions.logLevel),
});

const tlsVariables = ["TAPLINE_OVN_KEY", "TAPLINE_OVN_CERT", "TAPLINE_OVN_CA"] as const;

const listenVariables = ["TAPLINE_LISTEN", "TAPLINE_AGENT_LISTEN", "TAPLINE_HTTP_LISTEN"] as const;

const checkedSchema = optionsSchema.superRefine(checkAccess).superRefine((options, context) => {
  for (const [at, name] of listenVariables.entries()) {
    const others = listenVariables.slice(0, at).flatMap((one) => options[one]);
    for (const { text } of options[name].filter((one) => others.some((o) => o.text === one.text))) {
      const message = `has ${text}, which another of ${listenVariables.join(", ")} has, too`;
      context.addIssue({ code: "custom", path: [name], message });
    }
  }
  const missing = tlsVariables.filter((name) => !options[name]);
  const isSecured = [options.TAPLINE_NB, options.TAPLINE_SB].some((list) =>
    /(^|,)\s*ssl:/.test(list),
  );
  if (missing.length === tlsVariables.length && !isSecured) return;
  for (const name of missing) {
    const message = `is not set, wanted a file: ssl: remotes take ${tlsVariables.join(", ")}`;
    context.addIssue({ code: "custom", path: [name], message });
  }
});

/** For main(), which applies the command line to it; nothing else looks at the environment. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** @throws {OptionsError} that names every variable that cannot be used, and why. */
export function readOptions(
  env: Readonly<Record<string, string | undefined>> = environment(),
): AggregatorOptions {
  const result = checkedSchema.safeParse(env);
  if (!result.success) {
    const { issues } = result.error;
    const options = [...new Set(issues.map((issue) => String(issue.path[0])))];
    const reasons = issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    const message = `Cannot start the aggregator: ${reasons.join("; ")}`;
    throw new OptionsError({ code: "BAD_OPTION", options }, message);
  }
  return {
    listen: result.data.TAPLINE_LISTEN,
    agentListen: result.data.TAPLINE_AGENT_LISTEN,
    httpListen: result.data.TAPLINE_HTTP_LISTEN,
    northbound: result.data.TAPLINE_NB,
    southbound: result.data.TAPLINE_SB,
    ...tlsFiles(result.data),
    ...accessOptions(result.data),
    kubernetes: kubernetesLocation(result.data, env),
    builtAt: result.data.TAPLINE_BUILT_AT ? new Date(result.data.TAPLINE_BUILT_AT) : null,
    logLevel: result.data.TAPLINE_LOG_LEVEL,
  };
}

/** Checked before: all three or none. */
function tlsFiles(options: z.infer<typeof optionsSchema>): Pick<AggregatorOptions, "tls"> {
  const { TAPLINE_OVN_KEY: key, TAPLINE_OVN_CERT: certificate, TAPLINE_OVN_CA: ca } = options;
  return key && certificate && ca ? { tls: { key, certificate, ca } } : {};
}

/** What goes together for connections over TCP: nobody is let in by what was left out. */
function checkAccess(options: z.infer<typeof optionsSchema>, context: z.RefinementCtx): void {
  const refuse = (name: string, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  const { TAPLINE_TLS_CERT: certificate, TAPLINE_TLS_KEY: key } = options;
  if (!certificate && key) refuse("TAPLINE_TLS_CERT", "is not set, wanted with TAPLINE_TLS_KEY");
  if (certificate && !key) refuse("TAPLINE_TLS_KEY", "is not set, wanted with TAPLINE_TLS_CERT");
  const ofTls = ["TAPLINE_AGENT_CA", "TAPLINE_CALLER_CA", "TAPLINE_AGENT_TOKEN_AUDIENCE"] as const;
  for (const name of ofTls.filter((one) => options[one] && !certificate && !key)) {
    refuse(name, "is set without TAPLINE_TLS_CERT and TAPLINE_TLS_KEY, wanted with both");
  }
  const { TAPLINE_AGENT_CA: ca, TAPLINE_AGENT_TOKEN_AUDIENCE: audience } = options;
  const takesAgents = options.TAPLINE_AGENT_LISTEN.some(({ kind }) => kind === "tcp");
  if (certificate && key && takesAgents && !ca && !audience) {
    const message = "is not set, wanted it or TAPLINE_AGENT_TOKEN_AUDIENCE: who is the agent?";
    refuse("TAPLINE_AGENT_CA", message);
  }
  if (audience && audience === (options.TAPLINE_TOKEN_AUDIENCE || defaultOptions.tokenAudience)) {
    refuse("TAPLINE_AGENT_TOKEN_AUDIENCE", "is the audience of callers too, wanted another");
  }
  if (audience && options.TAPLINE_MANIFESTS) {
    refuse("TAPLINE_AGENT_TOKEN_AUDIENCE", "wants an API server, and there are only manifests");
  }
}

type AccessOptions =
  | "serverTls"
  | "agentCa"
  | "callerCa"
  | "tokenAudience"
  | "agentTokenAudience"
  | "accessCacheMs";

function accessOptions(
  options: z.infer<typeof optionsSchema>,
): Pick<AggregatorOptions, AccessOptions> {
  const { TAPLINE_TLS_CERT: certificate, TAPLINE_TLS_KEY: key } = options;
  const { TAPLINE_AGENT_TOKEN_AUDIENCE: agentTokenAudience } = options;
  const { TAPLINE_AGENT_CA: agentCa, TAPLINE_CALLER_CA: callerCa } = options;
  return {
    ...(certificate && key ? { serverTls: { certificate, key } } : {}),
    ...(agentCa ? { agentCa } : {}),
    ...(callerCa ? { callerCa } : {}),
    tokenAudience: options.TAPLINE_TOKEN_AUDIENCE || defaultOptions.tokenAudience,
    ...(agentTokenAudience ? { agentTokenAudience } : {}),
    accessCacheMs: Number(options.TAPLINE_ACCESS_CACHE_SECONDS) * 1_000,
  };
}

/** @throws {OptionsError} unless exactly one place is named. */
function kubernetesLocation(
  options: z.infer<typeof optionsSchema>,
  env: Readonly<Record<string, string | undefined>>,
): KubernetesLocation {
  const named: [string, KubernetesLocation][] = [];
  const { TAPLINE_KUBECONFIG: file, TAPLINE_MANIFESTS: folder, TAPLINE_IN_CLUSTER } = options;
  if (file) named.push(["TAPLINE_KUBECONFIG", { kind: "kubeconfig", file }]);
  if (TAPLINE_IN_CLUSTER === "1") named.push(["TAPLINE_IN_CLUSTER", { kind: "in-cluster" }]);
  if (folder) named.push(["TAPLINE_MANIFESTS", { kind: "manifests", folder }]);
  const [first] = named;
  if (first !== undefined && named.length === 1) {
    if (first[1].kind !== "in-cluster" || env.KUBERNETES_SERVICE_HOST) return first[1];
    const reason = "KUBERNETES_SERVICE_HOST is not set, wanted to be in a pod of a cluster";
    const message = `Cannot start the aggregator: ${reason}, or --kubeconfig FILE`;
    throw new OptionsError({ code: "BAD_OPTION", options: [first[0]] }, message);
  }
  if (first === undefined && env.KUBERNETES_SERVICE_HOST) return { kind: "in-cluster" };
  const found = named.length === 0 ? "none" : named.map(([name]) => name).join(" and ");
  const message =
    `Cannot start the aggregator: Kubernetes objects come from ${found}, ` +
    "wanted one of --kubeconfig FILE, --in-cluster, --manifests FOLDER";
  const names = named.length === 0 ? ["TAPLINE_KUBECONFIG"] : named.map(([name]) => name);
  throw new OptionsError({ code: "BAD_OPTION", options: names }, message);
}

function checkRemotes(list: string, context: z.RefinementCtx): void {
  try {
    parseRemotes(list);
  } catch (error) {
    const message = error instanceof Error ? `is not usable: ${error.message}` : "is not usable";
    context.addIssue({ code: "custom", message });
  }
}
