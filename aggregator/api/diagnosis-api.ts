import { setTimeout } from "node:timers/promises";
import { Limiter } from "../../lib/limiter.ts";
import type { DiagnosisServiceHandlers } from "../../proto/gen/tapline/v1/DiagnosisService.ts";
import type { Log } from "../log.ts";
import type { Diagnoser } from "../services/diagnose.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import { diagnose } from "./diagnose.ts";
import { flows } from "./flows.ts";
import type { EndpointFinder } from "./flows-target.ts";
import { type ClusterView, listAgents } from "./list-agents.ts";
import type { ApiOptions } from "./options.ts";
import { readTraceRequest } from "./request-schema.ts";
import { serveStream, serveUnary } from "./server-call.ts";

/** What the API asks of the rest of the aggregator. */
export interface ApiModules {
  readonly log: Log;
  readonly agents: AgentDirectory;
  readonly diagnoser: Diagnoser;
  readonly endpoints: EndpointFinder;
  readonly cluster: ClusterView;
}

/** tapline.v1.DiagnosisService: what the command line and other tools call. */
export class DiagnosisApi {
  readonly #modules: ApiModules;
  readonly #diagnoses: Limiter;
  readonly #traces: Limiter;
  readonly #flowDumps: Limiter;

  constructor(options: ApiOptions, modules: ApiModules) {
    this.#modules = modules;
    this.#diagnoses = refusing("diagnoses", options.maxDiagnoses);
    this.#traces = refusing("traces", options.maxTraces);
    this.#flowDumps = refusing("flow dumps", options.maxFlowDumps);
  }

  /** Waits until no call runs, at most so long. */
  async whenIdle(timeoutMs: number): Promise<void> {
    const limits = [this.#diagnoses, this.#traces, this.#flowDumps];
    const idle = Promise.all(limits.map((limit) => limit.whenIdle()));
    const timeout = new AbortController();
    const late = setTimeout(timeoutMs, undefined, { signal: timeout.signal }).catch(() => {});
    await Promise.race([idle, late]);
    timeout.abort();
  }

  get handlers(): DiagnosisServiceHandlers {
    const { log, diagnoser, agents, cluster } = this.#modules;
    return {
      Diagnose: (call) =>
        serveStream(call, log, (sender, signal) =>
          this.#diagnoses.run(() => diagnose(diagnoser, call.request, sender, signal)),
        ),
      Trace: (call, callback) =>
        serveUnary(call, callback, log, async (signal) => {
          const words = readTraceRequest(call.request);
          const trace = await this.#traces.run(() => diagnoser.trace(words, signal));
          return { traceJson: JSON.stringify(trace) };
        }),
      Flows: (call) =>
        serveStream(call, log, (sender, signal) =>
          this.#flowDumps.run(() => flows(this.#modules, call.request, sender, signal)),
        ),
      ListAgents: (call, callback) =>
        serveUnary(call, callback, log, async () => listAgents(agents, cluster)),
    };
  }
}

/** A call over the limit is refused, never queued. */
function refusing(what: string, concurrency: number): Limiter {
  return new Limiter({ what, concurrency, maxWaiting: 0 });
}
