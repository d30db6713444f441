import type { Command } from "../../proto/gen/tapline/v1/Command.ts";
import type { Event__Output } from "../../proto/gen/tapline/v1/Event.ts";
import type { Heartbeat__Output } from "../../proto/gen/tapline/v1/Heartbeat.ts";
import type { Hello__Output } from "../../proto/gen/tapline/v1/Hello.ts";
import type { SessionRequest__Output } from "../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse } from "../../proto/gen/tapline/v1/SessionResponse.ts";
import type { SoftwareChanged__Output } from "../../proto/gen/tapline/v1/SoftwareChanged.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Log } from "../log.ts";
import { AgentError, agentAway, unsupported } from "./agent-error.ts";
import type { AgentInfo } from "./agent-info.ts";
import { ClockProber } from "./clock-prober.ts";
import type { TapEnded } from "./ingest-watch.ts";
import type { IngestOptions } from "./options.ts";
import { type ReplySink, RunningCommands } from "./running-commands.ts";
import type { TransferDesk } from "./transfer-desk.ts";

/** The stream of one session, seen from the aggregator. */
export interface SessionStream {
  send(message: SessionResponse): void;
}

/** A command to an agent: exactly one field of the oneof. */
export type CommandBody = Omit<Command, "id" | "timeoutMs" | "command">;

/** The name of the command's field, for messages and capabilities. */
export function commandName(body: CommandBody): string {
  return Object.keys(body).find((key) => key !== "transferToken") ?? "nothing";
}

/** One session of one agent: its commands, its heartbeats, its end. */
export class AgentSession {
  readonly node: string;
  readonly options: IngestOptions;
  /** Where the bulk of its answers comes in. */
  readonly transfers: TransferDesk;
  readonly #hello: Hello__Output;
  readonly #stream: SessionStream;
  readonly #log: Log;
  readonly #onClosed: (error: AgentError) => void;
  /** Of a tap that was stopped, or ended by itself. */
  readonly onTapEnded: (end: TapEnded) => void;
  readonly #commands = new RunningCommands();
  readonly #clock: ClockProber;
  readonly #openedAt = new Date();
  readonly #heartbeatTimer: NodeJS.Timeout;
  #lastHeardAt = new Date();
  /** As Hello told it, and since then events. */
  #software: SoftwareChanged__Output;
  #heartbeat: Heartbeat__Output | null = null;
  #closedBy: AgentError | null = null;

  /** `onClosed` is told once why the session ended. */
  constructor(
    options: IngestOptions,
    modules: {
      readonly hello: Hello__Output;
      readonly stream: SessionStream;
      readonly log: Log;
      readonly transfers: TransferDesk;
      readonly onClosed: (error: AgentError) => void;
      readonly onTapEnded?: (end: TapEnded) => void;
    },
  ) {
    this.options = options;
    this.node = modules.hello.node;
    this.#hello = modules.hello;
    this.#software = modules.hello;
    this.#stream = modules.stream;
    this.#log = modules.log;
    this.transfers = modules.transfers;
    this.#onClosed = modules.onClosed;
    this.onTapEnded = modules.onTapEnded ?? (() => {});
    const probe = (id: number): void => this.#stream.send({ clockProbe: { id } });
    this.#clock = new ClockProber(probe, options.heartbeatIntervalMs);
    this.#heartbeatTimer = setTimeout(() => this.#silent(), options.heartbeatTimeoutMs);
  }

  get info(): AgentInfo {
    const { closedBy } = this;
    const { commands = [], linkTypes = [], tools = [] } = this.#hello.capabilities ?? {};
    return {
      node: this.node,
      status: closedBy === null ? "ok" : "away",
      since: closedBy === null ? this.#openedAt : this.#lastHeardAt,
      reason: closedBy === null ? null : whyAway(closedBy),
      version: this.#hello.version,
      ovsVersion: this.#software.ovsVersion,
      ovnVersion: this.#software.ovnVersion,
      datapathType: this.#software.datapathType,
      repliesDropped: this.#heartbeat?.repliesDropped ?? 0,
      eventsDropped: this.#heartbeat?.eventsDropped ?? 0,
      commandsRunning: this.#heartbeat?.commandsRunning ?? 0,
      residentMegabytes: this.#heartbeat?.residentMegabytes ?? 0,
      cpuPercent: this.#heartbeat?.cpuPercent ?? 0,
      clock: closedBy === null ? this.#clock.estimate : null,
      capabilities: { commands, linkTypes, tools },
    };
  }

  /** Why the session ended; null while it is open. */
  get closedBy(): AgentError | null {
    return this.#closedBy;
  }

  get repliesUnclaimed(): number {
    return this.#commands.repliesUnclaimed;
  }

  /**
   * Sends a command; its replies go to the sink.
   *
   * @throws {AgentError} AGENT_AWAY, AGENT_REPLACED, COMMAND_UNSUPPORTED or TOO_MANY_COMMANDS.
   */
  begin(body: CommandBody, timeoutMs: number, sink: ReplySink): number {
    if (this.#closedBy !== null) throw this.#closedBy;
    const command = commandName(body);
    if (!this.#hello.capabilities?.commands.includes(command)) {
      throw unsupported(this.node, command, this.#hello.version);
    }
    const limit = this.options.maxCommandsPerAgent;
    if (this.#commands.size >= limit) {
      throw new AgentError(reason("TOO_MANY_COMMANDS", { node: this.node, limit }));
    }
    const id = this.#commands.add(sink);
    this.#stream.send({ command: { ...body, id, timeoutMs: Math.ceil(timeoutMs) } });
    return id;
  }

  /** Asks the agent to end a command early; its last replies still go to the sink. */
  requestEnd(id: number): void {
    if (this.#closedBy === null) this.#stream.send({ cancel: { id } });
  }

  /** Ends a command whose answer nobody wants any more. */
  abandon(id: number): void {
    if (this.#commands.remove(id)) this.requestEnd(id);
  }

  /** Once the agent was welcomed. */
  begun(): void {
    this.#clock.start();
  }

  receive(message: SessionRequest__Output): void {
    if (this.#closedBy !== null) return;
    this.#heard();
    if (message.reply) this.#commands.deliver(message.reply);
    else if (message.heartbeat) this.#heartbeat = message.heartbeat;
    else if (message.event) this.#happened(message.event);
    else if (message.clockAnswer) this.#clock.answered(message.clockAnswer);
    else this.#log.warn({ node: this.node }, "unknown message ignored");
  }

  /** A kind of event that a newer agent knows is no reason to end its session. */
  #happened({ softwareChanged }: Event__Output): void {
    if (softwareChanged === undefined || softwareChanged === null) {
      this.#log.info({ node: this.node }, "unknown event ignored");
      return;
    }
    this.#software = softwareChanged;
    this.#log.info({ node: this.node, ...softwareChanged }, "node software changed");
  }

  /** Ends the session: running commands fail with the error, later ones too. */
  close(error: AgentError): void {
    if (this.#closedBy !== null) return;
    this.#closedBy = error;
    clearTimeout(this.#heartbeatTimer);
    this.#clock.stop();
    this.#commands.breakAll(error);
    this.#onClosed(error);
  }

  #heard(): void {
    this.#lastHeardAt = new Date();
    this.#heartbeatTimer.refresh();
  }

  #silent(): void {
    const forMs = this.options.heartbeatTimeoutMs;
    this.close(agentAway(this.node, reason("AGENT_SILENT", { forMs })));
  }
}

function whyAway({ type }: AgentError): Reason {
  return type.code === "AGENT_AWAY" ? type.args.why : type;
}
