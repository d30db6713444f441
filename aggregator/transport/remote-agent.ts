import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsCommand } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import type { NetnsStateCommand } from "../../proto/gen/tapline/v1/NetnsStateCommand.ts";
import type { OpenflowTraceCommand } from "../../proto/gen/tapline/v1/OpenflowTraceCommand.ts";
import type { PodFactsCommand } from "../../proto/gen/tapline/v1/PodFactsCommand.ts";
import type { ProbeCommand } from "../../proto/gen/tapline/v1/ProbeCommand.ts";
import type { Reply__Output } from "../../proto/gen/tapline/v1/Reply.ts";
import type { ResolveCommand } from "../../proto/gen/tapline/v1/ResolveCommand.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { WireValueError } from "../../proto/wire/enums.ts";
import {
  fromWireNetnsState,
  fromWireNodeFacts,
  fromWirePodFacts,
  fromWirePorts,
  type NetnsState,
  type NodeFacts,
  type PodFacts,
  type PortList,
} from "../../proto/wire/facts.ts";
import { fromWireNames, type NameAnswer } from "../../proto/wire/names.ts";
import { fromWireReport, type ProbeReport } from "../../proto/wire/probe.ts";
import { fromWireSelfReport, type SelfReport } from "../../proto/wire/self-report.ts";
import { fromWireTrace, type OpenflowTrace } from "../../proto/wire/trace.ts";
import { badReply } from "./agent-error.ts";
import type { AgentHandle, CallOptions, TapOrder, TapSession } from "./agent-handle.ts";
import type { AgentInfo } from "./agent-info.ts";
import { type AgentSession, type CommandBody, commandName } from "./agent-session.ts";
import { RemoteTap } from "./remote-tap.ts";
import { runCommand } from "./run-command.ts";
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

  probe(command: ProbeCommand, options: CallOptions): Promise<ProbeReport> {
    return this.#ask({ probe: command }, options, (reply) => reply.probeReport, fromWireReport);
  }

  ports(options: CallOptions): Promise<PortList> {
    return this.#ask({ ports: {} }, options, (reply) => reply.ports, fromWirePorts);
  }

  openflowTrace(command: OpenflowTraceCommand, options: CallOptions): Promise<OpenflowTrace> {
    return this.#ask(
      { openflowTrace: command },
      options,
      (reply) => reply.openflowTrace,
      fromWireTrace,
    );
  }

  flows(
    command: FlowsCommand,
    options: CallOptions,
    onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
  ): Promise<FlowReport__Output> {
    return streamFlows(this.#session, command, options, onBatch);
  }

  nodeFacts(options: CallOptions): Promise<NodeFacts> {
    return this.#ask({ nodeFacts: {} }, options, (reply) => reply.nodeFacts, fromWireNodeFacts);
  }

  podFacts(command: PodFactsCommand, options: CallOptions): Promise<PodFacts> {
    return this.#ask({ podFacts: command }, options, (reply) => reply.podFacts, fromWirePodFacts);
  }

  netnsState(command: NetnsStateCommand, options: CallOptions): Promise<NetnsState> {
    return this.#ask(
      { netnsState: command },
      options,
      (reply) => reply.netnsState,
      fromWireNetnsState,
    );
  }

  resolve(command: ResolveCommand, options: CallOptions): Promise<NameAnswer> {
    return this.#ask({ resolve: command }, options, (reply) => reply.nameAnswer, fromWireNames);
  }

  selfCheck(options: CallOptions): Promise<SelfReport> {
    return this.#ask({ selfCheck: {} }, options, (reply) => reply.selfReport, fromWireSelfReport);
  }

  /** A command with one answer: the last payload that `pick` takes, in our words by `read`. */
  async #ask<Wire, T>(
    body: CommandBody,
    options: CallOptions,
    pick: (reply: Reply__Output) => Wire | null | undefined,
    read: (wire: Wire) => T,
  ): Promise<T> {
    let answer: { readonly value: T } | null = null;
    const name = commandName(body);
    await runCommand(this.#session, body, options, (reply) => {
      const picked = pick(reply);
      if (picked !== null && picked !== undefined)
        answer = { value: this.#read(name, picked, read) };
      else if (reply.payload !== undefined) {
        throw badReply(this.node, name, reason("REPLY_CARRIES", { payload: reply.payload }));
      }
    });
    if (answer === null) throw badReply(this.node, name, reason("REPLY_WITHOUT_ANSWER", {}));
    return (answer as { readonly value: T }).value;
  }

  #read<Wire, T>(command: string, wire: Wire, read: (wire: Wire) => T): T {
    try {
      return read(wire);
    } catch (thrown) {
      if (!(thrown instanceof WireValueError)) throw thrown;
      throw badReply(this.node, command, said(thrown.message));
    }
  }
}
