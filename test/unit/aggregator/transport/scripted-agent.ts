import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { createLog } from "../../../../aggregator/log.ts";
import { AgentIngest } from "../../../../aggregator/transport/agent-ingest.ts";
import {
  defaultIngestOptions,
  type IngestOptions,
} from "../../../../aggregator/transport/options.ts";
import type { Cancel__Output } from "../../../../proto/gen/tapline/v1/Cancel.ts";
import type { Command__Output } from "../../../../proto/gen/tapline/v1/Command.ts";
import type { FlowBatch } from "../../../../proto/gen/tapline/v1/FlowBatch.ts";
import type { Hello } from "../../../../proto/gen/tapline/v1/Hello.ts";
import type { Reply } from "../../../../proto/gen/tapline/v1/Reply.ts";
import type { SessionRequest } from "../../../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse__Output } from "../../../../proto/gen/tapline/v1/SessionResponse.ts";
import type { TapReport } from "../../../../proto/gen/tapline/v1/TapReport.ts";
import type { TransferRequest } from "../../../../proto/gen/tapline/v1/TransferRequest.ts";
import type { Welcome__Output } from "../../../../proto/gen/tapline/v1/Welcome.ts";
import { channelOptions, wire } from "../../../../proto/load.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { packSightings } from "../../../../proto/records/record.ts";
import { ownProtocol } from "../../../../proto/version.ts";

/** The Hello of an agent that can do everything. */
export function helloOf(node: string, more: Hello = {}): Hello {
  const { oldest, newest } = ownProtocol;
  const capabilities = { commands: allCommands, linkTypes: ["LINUX_SLL2"], tools: [] };
  return {
    ...{ node, version: "1", protocolOldest: oldest, protocolNewest: newest, capabilities },
    ...more,
  };
}

const allCommands = [
  ...["tap", "probe", "ports", "openflowTrace", "flows", "nodeFacts", "podFacts"],
  ...["netnsState", "resolve", "selfCheck"],
];

/** Waits for a condition; a test that waits longer than 5 s has failed. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Cannot wait for ${what}: not within 5 s`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A server with ingest behind it on a unix socket of its own. */
export class IngestServer {
  readonly ingest: AgentIngest;
  /** The node that whoever calls may speak for; null: any. */
  proven: string | null = null;
  readonly address: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
  readonly #server = new grpc.Server(channelOptions);
  readonly #agents: ScriptedAgent[] = [];

  constructor(options: Partial<IngestOptions> = {}) {
    const all = { ...defaultIngestOptions, ...options, aggregatorId: "test" };
    this.ingest = new AgentIngest(all, { log: createLog("silent") });
    this.address = `unix:${join(this.#folder, "s")}`;
  }

  async start(): Promise<this> {
    this.#server.addService(
      wire.AgentService.service,
      this.ingest.handlers(async () => this.proven),
    );
    const credentials = grpc.ServerCredentials.createInsecure();
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null): void => (error === null ? resolve() : reject(error));
      this.#server.bindAsync(this.address, credentials, done);
    });
    return this;
  }

  /** An agent that has said Hello and was welcomed. */
  async connect(node: string, hello: Hello = {}): Promise<ScriptedAgent> {
    const agent = this.dial();
    agent.send({ hello: helloOf(node, hello) });
    await until("Welcome", () => agent.welcome !== null);
    return agent;
  }

  dial(): ScriptedAgent {
    const agent = new ScriptedAgent(this.address);
    this.#agents.push(agent);
    return agent;
  }

  stop(): void {
    for (const agent of this.#agents) agent.hangUp();
    this.ingest.close(reason("AGGREGATOR_STOPPING", {}));
    this.#server.forceShutdown();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** An agent that does what the test says: answers by script, or keeps silent. */
export class ScriptedAgent {
  readonly commands: Command__Output[] = [];
  readonly cancels: Cancel__Output[] = [];
  /** What to do with a command, by default nothing. */
  onCommand: (command: Command__Output) => void = () => {};
  onCancel: (cancel: Cancel__Output) => void = () => {};
  /** How far its clock is ahead, milliseconds; it answers no probe while null. */
  clockAheadMs: number | null = null;
  welcome: Welcome__Output | null = null;
  status: grpc.StatusObject | null = null;
  readonly #client: InstanceType<typeof wire.AgentService>;
  readonly #call: grpc.ClientDuplexStream<SessionRequest, SessionResponse__Output>;

  constructor(address: string) {
    const credentials = grpc.credentials.createInsecure();
    this.#client = new wire.AgentService(address, credentials, channelOptions);
    this.#call = this.#client.Session();
    this.#call.on("error", () => {}); // the status event tells the same
    this.#call.on("status", (status) => {
      this.status = status;
    });
    this.#call.on("data", (message: SessionResponse__Output) => {
      if (message.welcome) this.welcome = message.welcome;
      if (message.clockProbe) this.onClockProbe(message.clockProbe.id);
      if (message.command) {
        this.commands.push(message.command);
        this.onCommand(message.command);
      }
      if (message.cancel) {
        this.cancels.push(message.cancel);
        this.onCancel(message.cancel);
      }
    });
  }

  onClockProbe(id: number): void {
    if (this.clockAheadMs === null) return;
    const nowUs = Math.round((Date.now() + this.clockAheadMs) * 1_000);
    this.send({ clockAnswer: { id, receivedUnixUs: nowUs, sentUnixUs: nowUs } });
  }

  /** False when the stream's buffer is full. */
  send(message: SessionRequest): boolean {
    return this.#call.write(message);
  }

  /** Opens a transfer, says its token and sends what is given. */
  transfer(token: string, batches: readonly FlowBatch[] = []): ScriptedTransfer {
    const transfer = new ScriptedTransfer(this.#client, token);
    for (const batch of batches) transfer.send(wire.FlowBatch.serialize(batch));
    return transfer;
  }

  /** Answers a flow dump: all batches over a transfer, then the report. */
  async answerFlows({ id, transferToken }: Command__Output, batches: FlowBatch[]): Promise<void> {
    const transfer = this.transfer(transferToken, batches);
    transfer.end();
    const { code } = await transfer.ended;
    const flows = batches.reduce((sum, batch) => sum + (batch.flows?.length ?? 0), 0);
    if (code === grpc.status.OK) this.reply({ id, done: true, flowReport: { flows } });
    else this.reply({ id, error: { code: "TRANSFER_FAILED", message: "it was ended" } });
  }

  reply(reply: Reply): boolean {
    return this.send({ reply });
  }

  /** Breaks the session without a word. */
  hangUp(): void {
    this.#call.cancel();
    this.#client.close();
  }

  /** Ends the session in an orderly way. */
  end(): void {
    this.#call.end();
  }
}

/** A transfer that does what the test says. */
export class ScriptedTransfer {
  /** How many writes found the stream's buffer full. */
  heldBack = 0;
  readonly ended: Promise<grpc.StatusObject>;
  readonly #call: grpc.ClientWritableStream<TransferRequest>;
  #sent = 0;

  constructor(client: InstanceType<typeof wire.AgentService>, token: string) {
    this.#call = client.Transfer(() => {});
    this.ended = new Promise((resolve) => this.#call.on("status", resolve));
    this.#call.on("error", () => {}); // the status tells the same
    this.#call.write({ token });
  }

  send(data: Buffer): void {
    this.#sent += 1;
    if (!this.#call.write({ data })) this.heldBack += 1;
  }

  end(total = this.#sent): void {
    this.#call.write({ total });
    this.#call.end();
  }

  cancel(): void {
    this.#call.cancel();
  }
}

/** A batch as an agent sends it. */
export function batchOf(sightings: readonly SightingFields[]): {
  records: Uint8Array;
  count: number;
} {
  return { records: packSightings(sightings), count: sightings.length };
}

/** A report of a tap that lost nothing. */
export function goodReport(sightingsSent: number): TapReport {
  return {
    packetsCaptured: 9,
    sightingsSent,
    statisticsKnown: true,
    endedBy: "TAP_ENDING_STOPPED",
  };
}

/** An echo request as a veth sees it. */
export function echo(icmpSequence: number): SightingFields {
  return {
    timeNs: 1_700_000_000_000_000_000n + BigInt(icmpSequence),
    ifindex: 7,
    direction: "in",
    length: 98,
    tunnel: null,
    sourceMac: "00:00:00:aa:00:01",
    destinationMac: "00:00:00:aa:00:02",
    vlan: null,
    etherType: 0x0800,
    arp: null,
    ip: {
      source: "10.16.0.5",
      destination: "10.16.0.6",
      protocol: 1,
      sourcePort: 77,
      destinationPort: 77,
      icmpType: 8,
      icmpCode: 0,
      icmpSequence,
      ttl: 64,
      identification: 1,
      dontFragment: true,
      fragmentOffset: 0,
      moreFragments: false,
      tcp: null,
      icmpMtu: null,
      payloadLength: 56,
      payloadPrefix: 0n,
      checksum: "good",
    },
    quoted: null,
    truncated: false,
    malformed: false,
  };
}
