import { randomUUID } from "node:crypto";
import { messageOf } from "../lib/errors.ts";
import { reason } from "../proto/reasons/index.ts";
import { allowAll } from "./access/allow-all.ts";
import { serverCredentials } from "./api/grpc/credentials.ts";
import { diagnosisHandlers } from "./api/grpc/diagnosis-api.ts";
import { GrpcServer } from "./api/grpc/grpc-server.ts";
import { applyArguments } from "./command-line.ts";
import { Inventory } from "./inventory/inventory.ts";
import { createLog, type Log } from "./log.ts";
import { LogicalTracer } from "./logical-trace/tracer.ts";
import {
  type AggregatorOptions,
  environment,
  isExposed,
  type ListenAddress,
  OptionsError,
  readOptions,
} from "./options.ts";
import { defaultLimits } from "./services/limits.ts";
import { createServices, createUseCases } from "./services/services.ts";
import { AgentIngest } from "./transport/agent-ingest.ts";
import { defaultIngestOptions } from "./transport/options.ts";

/** Time for calls that run to end before the aggregator ends them; Kubernetes gives 30 s. */
const graceMs = 5_000;

/** Exit statuses: 0 stopped by a signal, 1 could not start or broke, 2 a bad option. */
async function main(): Promise<void> {
  const env = applyArguments(process.argv.slice(2), environment());
  if (env === null) return;
  const options = readOptions(env);
  const log = createLog(options.logLevel);
  log.info({ options }, "starting");
  for (const { text } of [...options.listen, ...options.agentListen].filter(isExposed)) {
    log.warn({ address: text }, "listening beyond loopback without TLS or authentication");
  }
  const stop = await start(options, log);
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1); // asked twice: at once
    isStopping = true;
    log.info({ signal }, "stopping");
    stop().then(
      () => process.exit(0),
      (error: unknown) => die(error, log),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/** Builds the program from its parts, top to bottom, and starts it; the result stops it. */
async function start(options: AggregatorOptions, log: Log): Promise<() => Promise<void>> {
  const inventory = new Inventory(options);
  const ingest = new AgentIngest(
    { ...defaultIngestOptions, aggregatorId: randomUUID() },
    { log: log.child({ module: "ingest" }) },
  );
  const { directory: agents } = ingest;
  const traceLog = log.child({ module: "logical-trace" });
  const tracer = new LogicalTracer({
    database: options.southbound,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    revision: () => inventory.southbound.tracedRevision,
    onTrouble: (reason) =>
      traceLog.warn({ reason }, "no ovn-trace daemon: each question is slower"),
  });
  if (!tracer.keepsDaemons) {
    traceLog.warn("no ovn-trace daemons as process 1, each question is slower: use an init (tini)");
  }
  const useCases = createUseCases({ inventory, agents, tracer }, defaultLimits);
  const services = createServices(useCases, {
    access: allowAll,
    log: log.child({ module: "services" }),
  });
  const handlers = diagnosisHandlers(services, log.child({ module: "api" }));
  const callers = new GrpcServer(serverCredentials()).serveCallers(handlers);
  const sessions = new GrpcServer(serverCredentials()).serveAgents(ingest.handlers);
  await inventory.start();
  await sessions.listen(options.agentListen);
  await callers.listen(options.listen);
  const texts = (addresses: readonly ListenAddress[]) => addresses.map(({ text }) => text);
  log.info({ callers: texts(options.listen), agents: texts(options.agentListen) }, "ready");
  return async () => {
    const stopped = Promise.all([callers.stop(graceMs), sessions.stop(graceMs)]);
    // Sessions never end by themselves; calls that run need theirs.
    await services.whenIdle(graceMs);
    ingest.close(reason("AGGREGATOR_STOPPING", {}));
    await stopped;
    await Promise.all([inventory.stop(), tracer.close()]);
    traceLog.info({ questions: tracer.counts }, "ended the daemons");
  };
}

function die(error: unknown, log: Log | null): never {
  log?.fatal({ err: error }, "cannot go on");
  process.stderr.write(`tapline-aggregator: ${messageOf(error)}\n`);
  process.exit(error instanceof OptionsError ? 2 : 1);
}

main().catch((error: unknown) => die(error, null));
