import { z } from "zod";
import { TaplineError } from "../lib/errors.ts";
import type { TlsFiles } from "../lib/ovsdb/dial.ts";
import { parseRemotes } from "../lib/ovsdb/remote.ts";
import type { KubernetesLocation } from "./inventory/kubernetes/location.ts";
import { type LogLevel, logLevels } from "./log.ts";

/** Where the aggregator listens; `text` is the form that gRPC binds. */
export type ListenAddress =
  | { readonly kind: "unix"; readonly text: string; readonly path: string }
  | { readonly kind: "tcp"; readonly text: string; readonly host: string; readonly port: number };

/**
 * What the aggregator is started with; environment variables, no others are read. Where Kubernetes
 * objects come from can be said on the command line too (command-line.ts).
 */
export interface AggregatorOptions {
  /** TAPLINE_LISTEN: where callers ask; comma-separated `unix:/PATH` or `HOST:PORT`. */
  readonly listen: readonly ListenAddress[];
  /** TAPLINE_AGENT_LISTEN: where agents open their sessions; the same form, other addresses. */
  readonly agentListen: readonly ListenAddress[];
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
  logLevel: "info",
} as const;

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
    .refine((list) => list.length > 0, "is empty, wanted unix:/PATH or HOST:PORT, comma-separated");
}

const optionsSchema = z.object({
  TAPLINE_LISTEN: listenSchema(defaultOptions.listen),
  TAPLINE_AGENT_LISTEN: listenSchema(defaultOptions.agentListen),
  TAPLINE_NB: z.string().default(defaultOptions.northbound).superRefine(checkRemotes),
  TAPLINE_SB: z.string().default(defaultOptions.southbound).superRefine(checkRemotes),
  TAPLINE_OVN_KEY: z.string().optional(),
  TAPLINE_OVN_CERT: z.string().optional(),
  TAPLINE_OVN_CA: z.string().optional(),
  TAPLINE_KUBECONFIG: z.string().optional(),
  TAPLINE_IN_CLUSTER: z.enum(["", "0", "1"], "is not usable, wanted 1").optional(),
  TAPLINE_MANIFESTS: z.string().optional(),
  TAPLINE_LOG_LEVEL: z
    .enum(logLevels, `is unknown, wanted one of ${logLevels.join(", ")}`)
    .default(defaultOptions.logLevel),
});

const tlsVariables = ["TAPLINE_OVN_KEY", "TAPLINE_OVN_CERT", "TAPLINE_OVN_CA"] as const;

const checkedSchema = optionsSchema.superRefine((options, context) => {
  const callers = new Set(options.TAPLINE_LISTEN.map(({ text }) => text));
  for (const { text } of options.TAPLINE_AGENT_LISTEN.filter((one) => callers.has(one.text))) {
    const message = `has ${text}, which is also a listen address for callers; wanted another`;
    context.addIssue({ code: "custom", path: ["TAPLINE_AGENT_LISTEN"], message });
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
    northbound: result.data.TAPLINE_NB,
    southbound: result.data.TAPLINE_SB,
    ...tlsFiles(result.data),
    kubernetes: kubernetesLocation(result.data, env),
    logLevel: result.data.TAPLINE_LOG_LEVEL,
  };
}

/** Checked before: all three or none. */
function tlsFiles(options: z.infer<typeof optionsSchema>): Pick<AggregatorOptions, "tls"> {
  const { TAPLINE_OVN_KEY: key, TAPLINE_OVN_CERT: certificate, TAPLINE_OVN_CA: ca } = options;
  return key && certificate && ca ? { tls: { key, certificate, ca } } : {};
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

/** Others than this machine connect here, unlike on a unix socket or loopback. */
export function isExposed(address: ListenAddress): boolean {
  if (address.kind === "unix") return false;
  return !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(address.host);
}

function parseListen(text: string): ListenAddress | null {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    // sun_path has 108 bytes with its end (unix(7)).
    const isUsable = path.startsWith("/") && Buffer.byteLength(path) < 108;
    return isUsable ? { kind: "unix", text, path } : null;
  }
  const match = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:/[\]\s]+):(?<port>\d{1,5})$/.exec(text);
  const { host, port: digits } = match?.groups ?? {};
  const port = Number(digits);
  if (host === undefined || !(port >= 1 && port <= 65_535)) return null;
  return { kind: "tcp", text, host, port };
}

function checkRemotes(list: string, context: z.RefinementCtx): void {
  try {
    parseRemotes(list);
  } catch (error) {
    const message = error instanceof Error ? `is not usable: ${error.message}` : "is not usable";
    context.addIssue({ code: "custom", message });
  }
}
