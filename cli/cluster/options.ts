import { type Command, Option } from "commander";
import { Failure } from "../failure.ts";
import type { Io } from "../io.ts";
import type { ClusterConnection } from "./connect.ts";

/** The options that lead through an API server, as kubectl has them. */
export function withCluster(command: Command): void {
  command
    .addOption(new Option("--context <name>", "kubeconfig context of the cluster"))
    .addOption(new Option("--kubeconfig <file>", "kubeconfig (default: as kubectl)"))
    .addOption(
      new Option(
        "--aggregator-namespace <name>",
        "namespace of the aggregator (default: tapline, kube-system; env: TAPLINE_NAMESPACE)",
      ),
    )
    .addOption(
      new Option("-A, --all-namespaces", "look for the aggregator in all namespaces").conflicts(
        "aggregatorNamespace",
      ),
    )
    .addOption(
      new Option(
        "--service-account <name>",
        "ask as this ServiceAccount, [NAMESPACE/]NAME (env: TAPLINE_SERVICE_ACCOUNT)",
      ),
    );
}

/** The connection that a command line made for itself, if it made one. */
export class ClusterWay {
  readonly #io: Io;
  readonly #env: Record<string, string | undefined>;
  #connection: ClusterConnection | null = null;

  /** @param env what commands read; a token is added to it. */
  constructor(io: Io, env: Record<string, string | undefined>) {
    this.#io = io;
    this.#env = env;
  }

  /** Before a command acts: gives it the address and what belongs to it. @throws {Failure} */
  async prepare(command: Command): Promise<void> {
    if (!this.#isWanted(command)) return;
    const { connectThroughCluster } = await import("./connect.ts");
    const given = command.opts<Record<string, string | undefined>>();
    const env = this.#env;
    const hasToken = (env.TAPLINE_TOKEN ?? given.tokenFile ?? "") !== "";
    const connection = await connectThroughCluster(
      {
        ...command.opts<{ kubeconfig?: string; context?: string; allNamespaces?: boolean }>(),
        ...chosen("aggregatorNamespace", given.aggregatorNamespace ?? env.TAPLINE_NAMESPACE),
        ...chosen("serviceAccount", given.serviceAccount ?? env.TAPLINE_SERVICE_ACCOUNT),
        hasCredentials: hasToken || given.cert !== undefined,
        hasCa: given.ca !== undefined,
      },
      this.#io.signal,
    );
    this.#connection = connection;
    const { address, namespace, tlsServerName, ca, cert, key, token } = connection;
    command.setOptionValue("address", address);
    for (const [name, value] of Object.entries({ tlsServerName, ca, cert, key })) {
      if (given[name] === undefined && value !== undefined) command.setOptionValue(name, value);
    }
    const takesNamespace = command.options.some(({ long }) => long === "--namespace");
    if (takesNamespace && given.namespace === undefined) {
      command.setOptionValue("namespace", namespace);
    }
    if (token === undefined) return;
    env.TAPLINE_TOKEN = token;
    command.setOptionValue("tokenFile", undefined); // it would go first
  }

  /** What a command failed of, where it is the way and not the aggregator. */
  better(thrown: unknown): unknown {
    const isUnreached = thrown instanceof Failure && thrown.kind === "NO_AGGREGATOR";
    return (isUnreached ? this.#connection?.trouble() : null) ?? thrown;
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }

  /** As a plugin of kubectl always, unless an address is given. */
  #isWanted(command: Command): boolean {
    if (!command.options.some(({ long }) => long === "--address")) return false;
    const isGiven =
      command.getOptionValueSource("address") !== "default" || this.#io.env.TAPLINE_AGGREGATOR;
    if (isGiven) return false;
    const { context, kubeconfig } = command.opts<{ context?: string; kubeconfig?: string }>();
    return this.#io.isPlugin || context !== undefined || kubeconfig !== undefined;
  }
}

function chosen<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  const none: Partial<Record<Name, string>> = {};
  return value ? { ...none, [name]: value } : none;
}
