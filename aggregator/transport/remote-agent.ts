import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsCommand } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import type { NameAnswer__Output } from "../../proto/gen/tapline/v1/NameAnswer.ts";
import type { NetnsState__Output } from "../../proto/gen/tapline/v1/NetnsState.ts";
import type { NetnsStateCommand } from "../../proto/gen/tapline/v1/NetnsStateCommand.ts";
import type { NodeFacts__Output } from "../../proto/gen/tapline/v1/NodeFacts.ts";
import type { OpenflowTrace__Output } from "../../proto/gen/tapline/v1/OpenflowTrace.ts";
import type { OpenflowTraceCommand } from "../../proto/gen/tapline/v1/OpenflowTraceCommand.ts";
import type { PodFacts__Output } from "../../proto/gen/tapline/v1/PodFacts.ts";
import type { PodFactsCommand } from "../../proto/gen/tapline/v1/PodFactsCommand.ts";
import type { PortList__Output } from "../../proto/gen/tapline/v1/PortList.ts";
import type { ProbeCommand } from "../../proto/gen/tapline/v1/ProbeCommand.ts";
import type { ProbeReport__Output } from "../../proto/gen/tapline/v1/ProbeReport.ts";
import type { Reply__Output } from "../../proto/gen/tapline/v1/Reply.ts";
import type { ResolveCommand } from "../../proto/gen/tapline/v1/ResolveCommand.ts";
import type { AgentInfo } from "./agent-directory.ts";
import { badReply } from "./agent-error.ts";
import type { AgentHandle, CallOptions, TapOrder, TapSession } from "./agent-handle.ts";
import type { AgentSession, CommandBody } from "./agent-session.ts";
import { RemoteTap } from "./remote-tap.ts";
import { commandName, runCommand } from "./run-command.ts";
import { streamFlows } from "./stream-flows.ts";

/** An agent over its session. */
export class RemoteAgent implements AgentHandle {
  readonly #session: AgentSession;

  constructor(session: AgentSession) {
    this.#session = session;
  }

  get node(): string {
    return this.#session.node;
  }

  get info(): AgentInfo {
    return this.#session.info;
  }

  tap(command: TapOrder, options: CallOptions): Promise<TapSession> {
    return RemoteTap.start(this.#session, command, options);
  }

  probe(command: ProbeCommand, options: CallOptions): Promise<ProbeReport__Output> {
    return this.#ask({ probe: command }, options, (reply) => reply.probeReport);
  }

  ports(options: CallOptions): Promise<PortList__Output> {
    return this.#ask({ ports: {} }, options, (reply) => reply.ports);
  }

  openflowTrace(
    command: OpenflowTraceCommand,
    options: CallOptions,
  ): Promise<OpenflowTrace__Output> {
    return this.#ask({ openflowTrace: command }, options, (reply) => reply.openflowTrace);
  }

  flows(
    command: FlowsCommand,
    options: CallOptions,
    onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
  ): Promise<FlowReport__Output> {
    return streamFlows(this.#session, command, options, onBatch);
  }

  nodeFacts(options: CallOptions): Promise<NodeFacts__Output> {
    return this.#ask({ nodeFacts: {} }, options, (reply) => reply.nodeFacts);
  }

  podFacts(command: PodFactsCommand, options: CallOptions): Promise<PodFacts__Output> {
    return this.#ask({ podFacts: command }, options, (reply) => reply.podFacts);
  }

  netnsState(command: NetnsStateCommand, options: CallOptions): Promise<NetnsState__Output> {
    return this.#ask({ netnsState: command }, options, (reply) => reply.netnsState);
  }

  resolve(command: ResolveCommand, options: CallOptions): Promise<NameAnswer__Output> {
    return this.#ask({ resolve: command }, options, (reply) => reply.nameAnswer);
  }

  /** A command with one answer: the last payload of the kind that `pick` takes. */
  async #ask<T>(
    body: CommandBody,
    options: CallOptions,
    pick: (reply: Reply__Output) => T | null | undefined,
  ): Promise<T> {
    let answer: T | null = null;
    const name = commandName(body);
    await runCommand(this.#session, body, options, (reply) => {
      const picked = pick(reply);
      if (picked !== null && picked !== undefined) answer = picked;
      else if (reply.payload !== undefined) {
        throw badReply(this.node, name, `it carries "${reply.payload}"`);
      }
    });
    if (answer === null) throw badReply(this.node, name, "it ended without an answer");
    return answer;
  }
}
