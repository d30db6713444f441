import { messageOf } from "../lib/errors.ts";
import type { HttpServer } from "../lib/http/http-server.ts";
import manifest from "../package.json" with { type: "json" };
import type { Reason } from "../proto/reasons/index.ts";
import { commandTable } from "./commands/command-table.ts";
import { readSoftware } from "./facts/software.ts";
import { createLogger, type Logger } from "./log.ts";
import type { AgentWatch } from "./monitoring/agent-watch.ts";
import { type AgentOptions, OptionsError, readOptions } from "./options.ts";
import { OvsView } from "./ports/ovs-view.ts";
import { PortRegistry } from "./ports/port-registry.ts";
import { keepSession } from "./session/dialer.ts";
import { makeHello } from "./session/hello.ts";
import { LoadSampler } from "./session/load-sampler.ts";
import { missingPrivileges } from "./session/privileges.ts";
import { SoftwareWatch } from "./session/software-watch.ts";

const exitCodes = { failed: 1, badOptions: 2 } as const;
/** For requests that are being answered at the end. */
const httpGraceMs = 500;

/** The agent of one node: puts its parts together, and ends them together. */
async function runAgent(options: AgentOptions, log: Logger, signal: AbortSignal): Promise<void> {
  const { node, aggregator, ovsRunDir, ovnRunDir, netnsDirs } = options;
  const ovs = new OvsView(ovsRunDir);
  const places = { ovs, ovsRunDir, ovnRunDir };
  const ports = new PortRegistry(ovs, netnsDirs);
  const { path, builtAt } = options;
  const { ca, identity: own } = aggregator.tls ?? {};
  const certificates = [own?.certificate, ca].filter((file) => file !== undefined);
  const table = commandTable(places, ports, { path, certificates, builtAt });
  const identity = { node, version: manifest.version, places, path };
  const monitoring = await startMonitoring(options, ovs, log);
  ovs.start();
  const software = new SoftwareWatch({
    read: (until) => readSoftware(places, until),
    onChange: (listener) => ovs.onChange(listener),
  });
  software.start(signal);
  ports.keepCurrent(signal, log.child({ part: "ports" }));
  try {
    await keepSession(
      {
        aggregator,
        hello: () => makeHello({ ...identity, commands: Object.keys(table) }),
        table,
        log: log.child({ part: "session" }),
        load: new LoadSampler(),
        software,
        ...(monitoring === null ? {} : { watch: monitoring.watch }),
      },
      signal,
    );
  } finally {
    await Promise.all([ovs.close(), monitoring?.server.stop(httpGraceMs)]);
  }
}

/** Null where no address is given: then nothing of it is loaded. */
async function startMonitoring(
  { node, httpListen }: AgentOptions,
  ovs: OvsView,
  log: Logger,
): Promise<{ readonly watch: AgentWatch; readonly server: HttpServer } | null> {
  if (httpListen.length === 0) return null;
  const { AgentWatch } = await import("./monitoring/agent-watch.ts");
  const { agentEndpoints } = await import("./monitoring/endpoints.ts");
  const { version } = manifest;
  const watch = new AgentWatch(version, () => ovs.problem === null);
  const ovsProblem = (): Reason | null => ovs.problem;
  const server = agentEndpoints({ node, version, watch, ovsProblem, log });
  await server.listen(httpListen);
  return { watch, server };
}

function optionsOrExit(): AgentOptions {
  try {
    return readOptions();
  } catch (thrown) {
    if (!(thrown instanceof OptionsError)) throw thrown;
    createLogger("info", "").fatal({ options: thrown.type.names }, thrown.message);
    process.exit(exitCodes.badOptions);
  }
}

const options = optionsOrExit();
const log = createLogger(options.logLevel, options.node);
const stop = new AbortController();
for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.on(name, () => {
    log.info({ signal: name }, "stopping");
    stop.abort();
  });
}
log.info({ options, version: manifest.version, pid: process.pid }, "starting");
for (const { name, neededFor } of await missingPrivileges()) {
  log.warn({ capability: name, neededFor }, "a capability is missing, and with it what it is for");
}
try {
  await runAgent(options, log, stop.signal);
  log.info("stopped");
} catch (thrown) {
  log.fatal({ error: messageOf(thrown) }, "agent failed");
  process.exitCode = exitCodes.failed;
}
