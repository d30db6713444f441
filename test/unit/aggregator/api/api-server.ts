import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { serverCredentials } from "../../../../aggregator/api/credentials.ts";
import { type ApiModules, DiagnosisApi } from "../../../../aggregator/api/diagnosis-api.ts";
import { GrpcServer } from "../../../../aggregator/api/grpc-server.ts";
import { type ApiOptions, defaultApiOptions } from "../../../../aggregator/api/options.ts";
import { createLog } from "../../../../aggregator/log.ts";
import type { Diagnoser } from "../../../../aggregator/services/diagnose.ts";
import { AgentIngest } from "../../../../aggregator/transport/agent-ingest.ts";
import { defaultIngestOptions } from "../../../../aggregator/transport/options.ts";
import { channelOptions, wire } from "../../../../proto/load.ts";
import { ScriptedAgent, until } from "../transport/scripted-agent.ts";

/** An aggregator's two listeners on unix sockets, over parts that the test scripts. */
export class ApiServer {
  readonly client: InstanceType<typeof wire.DiagnosisService>;
  /** The callers' socket. */
  readonly path: string;
  readonly agentsPath: string;
  readonly #callers: GrpcServer;
  readonly #sessions: GrpcServer;
  readonly api: DiagnosisApi;
  readonly #ingest: AgentIngest;
  readonly #folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
  readonly #agents: ScriptedAgent[] = [];

  constructor(modules: Partial<ApiModules>, options: Partial<ApiOptions> = {}) {
    const log = createLog("silent");
    const limits = { ...defaultIngestOptions, maxFlowsWaiting: 40, aggregatorId: "test" };
    this.#ingest = new AgentIngest(limits, { log });
    const all = { ...defaults, log, agents: this.#ingest.directory, ...modules };
    this.api = new DiagnosisApi({ ...defaultApiOptions, ...options }, all);
    this.#callers = new GrpcServer(serverCredentials()).serveCallers(this.api.handlers);
    this.#sessions = new GrpcServer(serverCredentials()).serveAgents(this.#ingest.handlers);
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
    agent.send({ hello: { node, version: "1" } });
    await until("Welcome", () => agent.isWelcome);
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
const defaults = {
  diagnoser: noDiagnoser,
  endpoints: {
    endpoint: (): never => {
      throw new Error("the test did not expect this call");
    },
  },
  cluster: { kubernetes: { nodes: () => [] }, health: () => [] },
};

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
