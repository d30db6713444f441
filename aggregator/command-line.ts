import { Command, CommanderError } from "commander";
import { defaultOptions, OptionsError } from "./options.ts";

const environmentHelp = `
Give exactly one source of Kubernetes objects; in a pod the default is --in-cluster.

Environment variables:
  TAPLINE_KUBECONFIG   same as --kubeconfig
  TAPLINE_IN_CLUSTER   1: same as --in-cluster
  TAPLINE_MANIFESTS    same as --manifests
  TAPLINE_LISTEN       listen addresses for callers: unix:/PATH or HOST:PORT, comma-separated
                       (${defaultOptions.listen})
  TAPLINE_AGENT_LISTEN listen addresses for agents (${defaultOptions.agentListen})
  TAPLINE_HTTP_LISTEN  listen addresses for health, metrics and the HTTP API (none)
  TAPLINE_NB           remotes of OVN_Northbound (${defaultOptions.northbound})
  TAPLINE_SB           remotes of OVN_Southbound (${defaultOptions.southbound})
  TAPLINE_OVN_KEY      for ssl:HOST:PORT remotes of both: file of the private key,
  TAPLINE_OVN_CERT     of the certificate that goes with it,
  TAPLINE_OVN_CA       and of the certificate of the CA that vouches for the servers
  TAPLINE_TLS_CERT     file of the server's certificate for listen addresses HOST:PORT,
  TAPLINE_TLS_KEY      and of its key; both are read again when they change
  TAPLINE_AGENT_CA     file of the CA whose certificates say which node an agent is of
  TAPLINE_CALLER_CA    file of the CA whose certificates say who a caller is
  TAPLINE_TOKEN_AUDIENCE        audience of callers' tokens (${defaultOptions.tokenAudience})
  TAPLINE_AGENT_TOKEN_AUDIENCE  audience of agents' tokens, which then need no certificate
  TAPLINE_ACCESS_CACHE_SECONDS  how long it is remembered whose a token is, 0 to 30
                       (${defaultOptions.accessCacheSeconds})
  TAPLINE_LOG_LEVEL    trace, debug, info, warn, error or fatal (${defaultOptions.logLevel})`;

const sources = ["TAPLINE_KUBECONFIG", "TAPLINE_IN_CLUSTER", "TAPLINE_MANIFESTS"] as const;

/**
 * The environment as the command line changes it: a source that is named there replaces the ones
 * in the environment.
 *
 * @returns null when help was asked for and printed
 * @throws {OptionsError} for what the aggregator does not know.
 */
export function applyArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> | null {
  const command = new Command("tapline-aggregator")
    .description(
      "Collect evidence from the agents of a cluster, and find where packets stop and why",
    )
    .option(
      "--kubeconfig <file>",
      "read objects from the API server of this kubeconfig's current context",
    )
    .option("--in-cluster", "read objects from the API server of the cluster this pod runs in")
    .option(
      "--manifests <folder>",
      "read objects from a folder of manifests, and follow its changes",
    )
    .addHelpText("after", environmentHelp)
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  try {
    command.parse(argv, { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return null;
    const reason = thrown.message.replace(/^error: /, "");
    throw new OptionsError({ code: "BAD_OPTION", options: [] }, `Cannot start: ${reason}`);
  }
  const { kubeconfig, inCluster, manifests } = command.opts<{
    kubeconfig?: string;
    inCluster?: true;
    manifests?: string;
  }>();
  if (kubeconfig === undefined && inCluster === undefined && manifests === undefined) return env;
  const cleared = Object.fromEntries(sources.map((name) => [name, undefined]));
  return {
    ...env,
    ...cleared,
    TAPLINE_KUBECONFIG: kubeconfig,
    TAPLINE_IN_CLUSTER: inCluster && "1",
    TAPLINE_MANIFESTS: manifests,
  };
}
