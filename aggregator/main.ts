import { randomUUID } from "node:crypto";
import { messageOf } from "../lib/errors.ts";
import { isExposed, type ListenAddress } from "../lib/listen/address.ts";
import manifest from "../package.json" with { type: "json" };
import { reason } from "../proto/reasons/index.ts";
import { AgentAccess } from "./access/agent-access.ts";
import { CallerAccess, type Kubernetes } from "./access/caller-access.ts";
import { Reviews } from "./access/reviews.ts";
import { TokenReviews } from "./access/token-reviews.ts";
import { type FollowedCredentials, plaintext, serverCredentials } from "./api/grpc/credentials.ts";
import { diagnosisHandlers } from "./api/grpc/diagnosis-api.ts";
import { GrpcServer } from "./api/grpc/grpc-server.ts";
import { GrpcHealth } from "./api/grpc/health.ts";
import { presentedBy } from "./api/grpc/presented.ts";
import { addReflection } from "./api/grpc/reflection.ts";
import { httpApi } from "./api/http/http-api.ts";
import { applyArguments } from "./command-line.ts";
import { Inventory } from "./inventory/inventory.ts";
import { ClusterAccess } from "./inventory/kubernetes/api/cluster-access.ts";
import { lookAtRights, neededRights } from "./inventory/kubernetes/api/own-rights.ts";
import { createLog, type Log } from "./log.ts";
import { LogicalTracer } from "./logical-trace/tracer.ts";
import { AggregatorWatch } from "./monitoring/aggregator-watch.ts";
import { readState } from "./monitoring/read-state.ts";
import { Readiness } from "./monitoring/readiness.ts";
import { type AggregatorOptions, environment, OptionsError, readOptions } from "./options.ts";
import { listAgents } from "./services/agents/agents.ts";
import type { OwnInstallation } from "./services/doctor/gather.ts";
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
  if (options.serverTls === undefined) warnOfPlaintext(options, log);
  for (const { text } of options.httpListen.filter(isExposed)) {
    log.warn({ address: text }, "HTTP has no TLS: tokens of callers travel in the clear");
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
  const readiness = new Readiness(() => inventory.health());
  const watch = new AggregatorWatch(manifest.version);
  const ingest = new AgentIngest(
    { ...defaultIngestOptions, aggregatorId: randomUUID() },
    { log: log.child({ module: "ingest" }), watch },
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
  const own = ownInstallation(options);
  const useCases = createUseCases({ inventory, agents, tracer }, own, defaultLimits);
  const { access, agentAccess, counts } = accessOf(options);
  const services = createServices(useCases, {
    access,
    log: log.child({ module: "services" }),
    watch,
  });
  readState(watch.metrics, {
    ready: () => readiness.isReady,
    agents: () => listAgents(agents, inventory).agents,
    inventory,
    transfers: () => ingest.transfers,
    logicalTraces: () => tracer.counts,
  });
  const tls = await tlsOf(options, log.child({ module: "tls" }));
  const place = { log: log.child({ module: "api" }) };
  const health = new GrpcHealth(() => readiness.isReady);
  const callers = new GrpcServer("callers", tls.callers.credentials)
    .serveCallers((listener) => diagnosisHandlers(services, { ...place, listener }))
    .add((server) => health.addTo(server))
    .add(addReflection);
  const sessions = new GrpcServer("agents", tls.agents.credentials).serveAgents((listener) =>
    ingest.handlers((call) => agentAccess.nodeOf(presentedBy(call, listener))),
  );
  const http = httpApi({
    ...{ version: manifest.version, readiness, watch, services },
    log: log.child({ module: "http" }),
  });
  // First: whoever asks while the inventory is read is told what is missing.
  await http.listen(options.httpListen);
  await inventory.start();
  await sessions.listen(options.agentListen);
  await callers.listen(options.listen);
  readiness.listening = true;
  const texts = (addresses: readonly ListenAddress[]) => addresses.map(({ text }) => text);
  const { listen, agentListen, httpListen } = options;
  log.info(
    { callers: texts(listen), agents: texts(agentListen), http: texts(httpListen) },
    "listening",
  );
  return async () => {
    readiness.listening = false;
    health.stop();
    const stopped = Promise.all([callers.stop(graceMs), sessions.stop(graceMs)]);
    tls.callers.stop();
    tls.agents.stop();
    // Sessions never end by themselves; calls that run need theirs.
    await services.whenIdle(graceMs);
    ingest.close(reason("AGGREGATOR_STOPPING", {}));
    await stopped;
    await Promise.all([inventory.stop(), tracer.close(), http.stop(graceMs)]);
    traceLog.info({ questions: tracer.counts }, "ended the daemons");
    log.info({ access: counts() }, "stopped");
  };
}

/** Who may ask what, and which agent speaks for which node. */
function accessOf(options: AggregatorOptions): {
  readonly access: CallerAccess;
  readonly agentAccess: AgentAccess;
  readonly counts: () => object;
} {
  const { kubernetes, tokenAudience, agentTokenAudience, accessCacheMs: cacheMs } = options;
  const reviews =
    kubernetes.kind === "manifests" ? null : new Reviews(new ClusterAccess(kubernetes));
  const lookUp = (audience: string | undefined): Kubernetes | null => {
    if (reviews === null || audience === undefined) return null;
    return { reviews, tokens: new TokenReviews(reviews, { audience, cacheMs }) };
  };
  const [callers, agents] = [lookUp(tokenAudience), lookUp(agentTokenAudience)];
  const proves = options.serverTls !== undefined;
  return {
    access: new CallerAccess(callers),
    agentAccess: new AgentAccess({ proves, kubernetes: agents }),
    counts: () => ({
      reviews: reviews?.counts,
      callers: callers?.tokens.counts,
      agents: agents?.tokens.counts,
    }),
  };
}

const unfollowed: FollowedCredentials = { credentials: plaintext, stop: () => {} };

/** What both servers prove themselves with over TCP, and whose certificates they take. */
async function tlsOf(
  { serverTls: identity, agentCa, callerCa, agentTokenAudience }: AggregatorOptions,
  log: Log,
): Promise<{ callers: FollowedCredentials; agents: FollowedCredentials }> {
  if (identity === undefined) return { callers: unfollowed, agents: unfollowed };
  const of = (ca: string | undefined, mustProve: boolean): Promise<FollowedCredentials> =>
    serverCredentials({ identity, ...(ca === undefined ? {} : { ca }), mustProve }, log);
  return {
    callers: await of(callerCa, false),
    agents: await of(agentCa, agentCa !== undefined && agentTokenAudience === undefined),
  };
}

/** Callers are authenticated all the same, but their tokens can be read on the way. */
function warnOfPlaintext({ listen, agentListen }: AggregatorOptions, log: Log): void {
  for (const { text } of listen.filter(isExposed)) {
    log.warn({ address: text }, "tokens of callers travel in the clear: no TAPLINE_TLS_CERT");
  }
  for (const { text } of agentListen.filter(isExposed)) {
    log.warn({ address: text }, "whoever gets there can pose as an agent: no TAPLINE_TLS_CERT");
  }
}

/** What the doctor looks at of the aggregator itself. */
function ownInstallation(options: AggregatorOptions): OwnInstallation {
  const { kubernetes, tls, serverTls, agentCa, callerCa, builtAt } = options;
  const cluster = kubernetes.kind === "manifests" ? null : new ClusterAccess(kubernetes);
  const files = {
    TAPLINE_OVN_CERT: tls?.certificate,
    TAPLINE_OVN_CA: tls?.ca,
    TAPLINE_TLS_CERT: serverTls?.certificate,
    TAPLINE_AGENT_CA: agentCa,
    TAPLINE_CALLER_CA: callerCa,
  };
  return {
    version: manifest.version,
    builtAt,
    certificates: Object.entries(files).flatMap(([variable, path]) =>
      path === undefined ? [] : [{ variable, path }],
    ),
    rights: cluster && ((signal) => lookAtRights(cluster, neededRights, signal)),
  };
}

function die(error: unknown, log: Log | null): never {
  log?.fatal({ err: error }, "cannot go on");
  process.stderr.write(`tapline-aggregator: ${messageOf(error)}\n`);
  process.exit(error instanceof OptionsError ? 2 : 1);
}

main().catch((error: unknown) => die(error, null));
