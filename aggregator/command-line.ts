import { Command, CommanderError } from "commander";
import { defaultOptions, OptionsError } from "./options.ts";

const environmentHelp = `
Kubernetes objects come from exactly one of these; in a pod without any of them, from --in-cluster.

Environment variables:
  TAPLINE_KUBECONFIG   as --kubeconfig
  TAPLINE_IN_CLUSTER   1: as --in-cluster
  TAPLINE_MANIFESTS    as --manifests
  TAPLINE_LISTEN       where callers ask: unix:/PATH or HOST:PORT, comma-separated
                       (${defaultOptions.listen})
  TAPLINE_AGENT_LISTEN where agents connect (${defaultOptions.agentListen})
  TAPLINE_NB           remotes of OVN_Northbound (${defaultOptions.northbound})
  TAPLINE_SB           remotes of OVN_Southbound (${defaultOptions.southbound})
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
    .description("Collects evidence from the agents of a cluster and says where packets stop")
    .option("--kubeconfig <file>", "the API server that this kubeconfig's current context names")
    .option("--in-cluster", "the API server of the cluster that this pod runs in")
    .option("--manifests <folder>", "a folder of manifests, followed as it changes")
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
