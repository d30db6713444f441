import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { AgentServiceHandlers } from "../../proto/gen/tapline/v1/AgentService.ts";
import type { Hello__Output } from "../../proto/gen/tapline/v1/Hello.ts";
import type { SessionRequest__Output } from "../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse } from "../../proto/gen/tapline/v1/SessionResponse.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { agreedProtocol, ownProtocol, type ProtocolRange, rangeText } from "../../proto/version.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import type { Log } from "../log.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import { type AgentError, agentAway } from "./agent-error.ts";
import { nodeRefusal, type ProveNode } from "./agent-proof.ts";
import { AgentSession } from "./agent-session.ts";
import type { IngestWatch } from "./ingest-watch.ts";
import type { IngestOptions } from "./options.ts";
import { SessionDirectory } from "./session-directory.ts";
import { type TransferCounts, TransferDesk } from "./transfer-desk.ts";

/** Of what a Hello tells beside the node. */
const maxTextLength = 256;

type SessionCall = ServerDuplexStream<SessionRequest__Output, SessionResponse>;

/** Takes the sessions that agents open and keeps the directory of them. */
export class AgentIngest {
  readonly #options: IngestOptions & { readonly aggregatorId: string };
  readonly #log: Log;
  readonly #directory: SessionDirectory;
  readonly #watch: IngestWatch | null;
  readonly #transfers: TransferDesk;

  constructor(
    options: IngestOptions & { readonly aggregatorId: string },
    modules: { readonly log: Log; readonly watch?: IngestWatch },
  ) {
    this.#options = options;
    this.#log = modules.log;
    this.#watch = modules.watch ?? null;
    this.#directory = new SessionDirectory(options);
    this.#transfers = new TransferDesk(options, modules);
  }

  get directory(): AgentDirectory {
    return this.#directory;
  }

  get transfers(): TransferCounts {
    return this.#transfers.counts;
  }

  /** Handlers of tapline.v1.AgentService, where every call has to prove whose it is. */
  handlers(prove: ProveNode): AgentServiceHandlers {
    return {
      Session: (call) => this.#accept(call, prove),
      Transfer: (call, callback) => this.#transfers.accept(call, callback, prove),
    };
  }

  /** Ends every session; agents dial again, or another aggregator. */
  close(why: Reason): void {
    for (const session of this.#directory.openSessions()) {
      session.close(agentAway(session.node, why));
    }
  }

  #accept(call: SessionCall, prove: ProveNode): void {
    let session: AgentSession | null = null;
    const begin = (hello: Hello__Output): void => {
      session = this.#begin(call, hello);
    };
    const helloTimer = setTimeout(() => {
      refuse(call, status.DEADLINE_EXCEEDED, "Cannot begin a session: no Hello came");
    }, this.#options.helloTimeoutMs);
    const gone = (why: Reason): void => {
      clearTimeout(helloTimer);
      session?.close(agentAway(session.node, why));
    };
    call.on("data", (message: SessionRequest__Output) => {
      if (call.writableEnded) return; // refused, and the agent does not know yet
      if (session !== null) {
        if (message.hello) refuse(call, status.INVALID_ARGUMENT, "Cannot take a second Hello");
        else session.receive(message);
        return;
      }
      clearTimeout(helloTimer);
      void this.#greet(call, message.hello, prove, begin);
    });
    call.on("end", () => {
      gone(reason("SESSION_ENDED", {})); // also what a broken connection may look like first
      if (!call.writableEnded) call.end();
    });
    call.on("cancelled", () => gone(reason("CONNECTION_LOST", {})));
    call.on("error", (error: Error) => gone(reason("STREAM_FAILED", { said: error.message })));
  }

  /** Nothing more is read of the call until it is decided. */
  async #greet(
    call: SessionCall,
    hello: Hello__Output | null | undefined,
    prove: ProveNode,
    begin: (hello: Hello__Output) => void,
  ): Promise<void> {
    call.pause();
    const refusal = await this.#refusalOf(call, hello, prove);
    if (refusal !== null) {
      this.#watch?.sessionEnded("REFUSED");
      refuse(call, refusal.code, refusal.details);
    } else if (hello && !call.cancelled) begin(hello);
    call.resume();
  }

  async #refusalOf(
    call: SessionCall,
    hello: Hello__Output | null | undefined,
    prove: ProveNode,
  ): Promise<{ code: status; details: string } | null> {
    const malformed = helloRefusal(hello);
    if (malformed !== null || !hello) return malformed;
    // The list of agents is written by none but the node's own agent.
    const unproven = await nodeRefusal(prove, call, hello.node);
    if (unproven !== null) {
      const { node } = hello;
      const { code, why, err } = unproven;
      const details = `Cannot begin a session: ${unproven.details}`;
      this.#log.warn({ node, peer: call.getPeer(), refused: why, err }, details);
      return { code, details };
    }
    return this.#unsuited(hello);
  }

  #unsuited(hello: Hello__Output): { code: status; details: string } | null {
    const incompatible = protocolRefusal(hello);
    if (incompatible !== null) {
      const details = `Cannot begin a session: ${reasonIn("en", incompatible)}`;
      this.#log.warn({ node: hello.node, version: hello.version }, details);
      this.#directory.noteRefusal(hello, incompatible);
      return { code: status.FAILED_PRECONDITION, details };
    }
    if (this.#directory.hasRoomFor(hello.node)) return null;
    const details = `Cannot begin a session: ${this.#options.maxAgents} agents are connected`;
    return { code: status.RESOURCE_EXHAUSTED, details };
  }

  #begin(call: SessionCall, hello: Hello__Output): AgentSession {
    const { node, version } = hello;
    const stream = {
      send: (message: SessionResponse): void => {
        if (!call.writableEnded && !call.destroyed) call.write(message);
      },
    };
    const onClosed = (error: AgentError): void => {
      this.#log.info({ node, code: error.type.code, reason: error.message }, "agent away");
      this.#watch?.sessionEnded(error.type.code);
      const isReplaced = error.type.code === "AGENT_REPLACED";
      refuse(call, isReplaced ? status.ABORTED : status.UNAVAILABLE, error.message);
    };
    const log = this.#log.child({ node });
    const session = new AgentSession(this.#options, {
      ...{ hello, stream, log, onClosed },
      transfers: this.#transfers,
      onTapEnded: (end) => this.#watch?.tapEnded(end),
    });
    this.#directory.admit(session);
    this.#watch?.sessionBegan();
    const { aggregatorId, heartbeatIntervalMs } = this.#options;
    const protocol = agreedProtocol(ownProtocol, spoken(hello)) ?? ownProtocol.newest;
    stream.send({ welcome: { aggregatorId, heartbeatIntervalMs, protocol } });
    session.begun();
    this.#log.info({ node, version, peer: call.getPeer() }, "agent connected");
    return session;
  }
}

function helloRefusal(
  hello: Hello__Output | null | undefined,
): { code: status; details: string } | null {
  if (!hello) {
    const details = "Cannot begin a session: the first message must be Hello";
    return { code: status.INVALID_ARGUMENT, details };
  }
  const { node, version, ovsVersion, ovnVersion, datapathType, bootId } = hello;
  if (!isNodeName(node)) {
    const details = `Cannot begin a session: "${node.slice(0, 80)}" is no node name`;
    return { code: status.INVALID_ARGUMENT, details };
  }
  const isLong = (text: string): boolean => text.length > maxTextLength;
  if (![version, ovsVersion, ovnVersion, datapathType, bootId].some(isLong)) return null;
  const tooLong = `a text of Hello is longer than ${maxTextLength} characters`;
  const details = `Cannot begin a session: ${tooLong}`;
  return { code: status.INVALID_ARGUMENT, details };
}

function spoken(hello: Hello__Output): ProtocolRange {
  return { oldest: hello.protocolOldest, newest: hello.protocolNewest };
}

/** Why an agent and this aggregator cannot talk, and which of the two is too old. */
function protocolRefusal(hello: Hello__Output): Reason | null {
  const theirs = spoken(hello);
  if (agreedProtocol(ownProtocol, theirs) !== null) return null;
  return reason("PROTOCOL_REFUSED", {
    node: hello.node,
    version: hello.version,
    speaks: rangeText(theirs),
    wanted: rangeText(ownProtocol),
    upgrade: theirs.oldest > ownProtocol.newest ? "aggregator" : "agent",
  });
}

/** Ends a call with a status, unless it has ended. */
function refuse(call: SessionCall, code: status, details: string): void {
  if (!call.writableEnded && !call.cancelled) call.emit("error", { code, details });
}

/** Kubernetes node names are DNS subdomains (RFC 1123). */
function isNodeName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name);
}
