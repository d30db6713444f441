import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { Access } from "../../../../../aggregator/access/access.ts";
import { CallerAccess } from "../../../../../aggregator/access/caller-access.ts";
import { plaintext } from "../../../../../aggregator/api/grpc/credentials.ts";
import { diagnosisHandlers } from "../../../../../aggregator/api/grpc/diagnosis-api.ts";
import { GrpcServer } from "../../../../../aggregator/api/grpc/grpc-server.ts";
import type { CollectModules } from "../../../../../aggregator/collect/collect.ts";
import { createLog } from "../../../../../aggregator/log.ts";
import type { PlannedPath } from "../../../../../aggregator/plan/path.ts";
import type {
  DiagnosisAnswer,
  DiagnosisRequest,
  Progress,
  TraceRequest,
} from "../../../../../aggregator/plan/request.ts";
import {
  agentsUseCase,
  type ClusterView,
} from "../../../../../aggregator/services/agents/agents.ts";
import { diagnoseUseCase } from "../../../../../aggregator/services/diagnose/diagnose.ts";
import { doctorUseCase } from "../../../../../aggregator/services/doctor/doctor.ts";
import type { DoctorModules } from "../../../../../aggregator/services/doctor/gather.ts";
import { flowsUseCase } from "../../../../../aggregator/services/flows/flows.ts";
import { defaultLimits, type ServiceLimits } from "../../../../../aggregator/services/limits.ts";
import type { EndpointFinder } from "../../../../../aggregator/services/rights.ts";
import {
  createServices,
  type Services,
  type UseCases,
} from "../../../../../aggregator/services/services.ts";
import { traceUseCase } from "../../../../../aggregator/services/trace/trace.ts";
import type { AgentDirectory } from "../../../../../aggregator/transport/agent-directory.ts";
import { AgentIngest } from "../../../../../aggregator/transport/agent-ingest.ts";
import { trustsAnyone } from "../../../../../aggregator/transport/agent-proof.ts";
import { defaultIngestOptions } from "../../../../../aggregator/transport/options.ts";
import type { TraceDocument } from "../../../../../proto/documents/v1/trace.ts";
import { channelOptions, wire } from "../../../../../proto/load.ts";
import { helloOf, ScriptedAgent, until } from "../../transport/scripted-agent.ts";

/** What answers instead of the cluster. */
export interface Scripted {
  readonly diagnoser: Diagnoser;
  readonly endpoints: EndpointFinder;
  readonly cluster: ClusterView;
  readonly access: Access;
}

export interface Diagnoser {
  diagnose(
    request: DiagnosisRequest,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<DiagnosisAnswer>;
  trace(request: TraceRequest, signal: AbortSignal): Promise<TraceDocument>;
}

/** An aggregator's two listeners on unix sockets, over parts that the test scripts. */
export class ApiServer {
  readonly client: InstanceType<typeof wire.DiagnosisService>;
  /** The callers' socket. */
  readonly path: string;
  readonly agentsPath: string;
  readonly #callers: GrpcServer;
  readonly #sessions: GrpcServer;
  readonly services: Services;
  readonly #ingest: AgentIngest;
  readonly #folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
  readonly #agents: ScriptedAgent[] = [];

  constructor(scripted: Partial<Scripted>, limits: Partial<ServiceLimits> = {}) {
    const log = createLog("silent");
    const options = { ...defaultIngestOptions, aggregatorId: "test" };
    this.#ingest = new AgentIngest(options, { log });
    const all = { ...defaults, agents: this.#ingest.directory, ...scripted };
    this.services = createServices(useCasesOf(all, { ...defaultLimits, ...limits }), {
      access: all.access,
      log,
    });
    this.#callers = new GrpcServer("callers", plaintext).serveCallers((listener) =>
      diagnosisHandlers(this.services, { listener, log }),
    );
    this.#sessions = new GrpcServer("agents", plaintext).serveAgents(() =>
      this.#ingest.handlers(trustsAnyone),
    );
    this.path = join(this.#folder, "s");
    this.agentsPath = join(this.#folder, "sub/agents");
    const credentials = grpc.credentials.createInsecure();
    this.client = new wire.DiagnosisService(`unix:${this.path}`, credentials, channelOptions);
  }

  async start(): Promise<this> {
    await this.#callers.listen([unix(this.path)]);
    await this.#sessions.listen([unix(this.agentsPath)]);
    return this;
  }

  async connect(node: string): Promise<ScriptedAgent> {
    const agent = new ScriptedAgent(`unix:${this.agentsPath}`);
    this.#agents.push(agent);
    agent.send({ hello: helloOf(node) });
    await until("Welcome", () => agent.welcome !== null);
    return agent;
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents) agent.hangUp();
    this.client.close();
    await Promise.all([this.#callers.stop(100), this.#sessions.stop(100)]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function unix(path: string) {
  return { kind: "unix", path, text: `unix:${path}` } as const;
}

const never = async (): Promise<never> => {
  throw new Error("the test did not expect this call");
};
const noDiagnoser: Diagnoser = { diagnose: never, trace: never };
const defaults: Scripted = {
  access: new CallerAccess(null),
  diagnoser: noDiagnoser,
  endpoints: {
    endpoint: (): never => {
      throw new Error("the test did not expect this call");
    },
  },
  cluster: { kubernetes: { nodes: () => [] }, health: () => [] },
};

/** The use cases as they are, but that the scripted diagnoser is all there is to plan and run. */
function useCasesOf(
  { diagnoser, endpoints, cluster, agents }: Scripted & { readonly agents: AgentDirectory },
  limits: ServiceLimits,
): UseCases {
  const unused = {} as CollectModules;
  return {
    diagnose: {
      ...diagnoseUseCase(unused, limits),
      rights: () => [],
      plan: async (request) => ({ request, startedAt: new Date(), plans: [] }),
      run: ({ request }, { signal, emit }) =>
        diagnoser.diagnose(request, (step, what) => void emit({ step, what }), signal),
      answered: () => ({}),
    },
    trace: {
      ...traceUseCase(unused, limits),
      rights: () => [],
      plan: async (request) => ({ request, planned: {} as PlannedPath }),
      rightsOfPlan: () => [],
      run: ({ request }, { signal }) => diagnoser.trace(request, signal),
    },
    flows: flowsUseCase({ endpoints, agents }, limits),
    agents: agentsUseCase(agents, cluster),
    doctor: { ...doctorUseCase({} as DoctorModules, limits), run: never },
  };
}

/** Everything that a streaming call sent, and how it ended. */
export class Collected<T> {
  readonly messages: T[] = [];
  status: grpc.StatusObject | null = null;
  readonly call: grpc.ClientReadableStream<T>;
  #isRead = false;

  constructor(call: grpc.ClientReadableStream<T>) {
    this.call = call;
    call.on("data", (message: T) => this.messages.push(message));
    // The status may come while messages still wait for a paused reader.
    call.on("end", () => {
      this.#isRead = true;
    });
    call.on("error", () => {
      this.#isRead = true;
    });
    call.on("status", (status) => {
      this.status = status;
    });
  }

  async end(): Promise<grpc.StatusObject> {
    await until("end of the call", () => this.status !== null && this.#isRead);
    if (this.status === null) throw new Error("unreachable");
    return this.status;
  }

  /** The `tapline-code` of the error that it ended with. */
  get code(): string {
    return String(this.status?.metadata.get("tapline-code")[0]);
  }
}
