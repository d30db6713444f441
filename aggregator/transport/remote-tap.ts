import type { Link__Output } from "../../proto/gen/tapline/v1/Link.ts";
import type { Reply__Output } from "../../proto/gen/tapline/v1/Reply.ts";
import type { TapReport__Output } from "../../proto/gen/tapline/v1/TapReport.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Sighting } from "../../proto/records/sighting.ts";
import { fromWireReason } from "../../proto/wire/reason.ts";
import { type AgentError, badReply, cancelled, commandFailed, timedOut } from "./agent-error.ts";
import type { CallOptions, ClockReading, TapOrder, TapResult, TapSession } from "./agent-handle.ts";
import type { AgentSession } from "./agent-session.ts";
import { narrowerReading } from "./clock-reading.ts";
import type { ReplySink } from "./running-commands.ts";
import { SightingStore } from "./sighting-store.ts";
import { tapProblem } from "./tap-problem.ts";

/** starting → listening → stopping → ended; each step may be left out, none goes back. */
type Phase = "starting" | "listening" | "stopping" | "ended";

/** A tap at an agent, from the order to its closing report. */
export class RemoteTap implements TapSession, ReplySink {
  readonly #session: AgentSession;
  readonly #store: SightingStore;
  readonly #id: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#abort();
  readonly #listening: Promise<void>;
  readonly #ended: Promise<void>;
  #settleListening: (error: AgentError | null) => void = () => {};
  #settleEnded: () => void = () => {};
  #timer: NodeJS.Timeout;
  #phase: Phase = "starting";
  #links: readonly Link__Output[] = [];
  readonly #askedMs = Date.now();
  #clock: ClockReading | null = null;
  #hwOffload = false;
  #report: TapReport__Output | null = null;
  #failure: Reason | null = null;
  #result: Promise<TapResult> | null = null;

  /**
   * Starts a tap; resolves when it listens.
   *
   * @throws {AgentError}
   */
  static async start(
    session: AgentSession,
    order: TapOrder,
    options: CallOptions,
  ): Promise<RemoteTap> {
    if (options.signal?.aborted) throw cancelled(session.node, "tap");
    const tap = new RemoteTap(session, order, options);
    await tap.#listening;
    return tap;
  }

  private constructor(session: AgentSession, order: TapOrder, options: CallOptions) {
    this.#session = session;
    this.#store = new SightingStore(session.options.maxSightingsPerTap);
    this.#listening = new Promise((resolve, reject) => {
      this.#settleListening = (error) => (error === null ? resolve() : reject(error));
    });
    this.#ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
    this.#id = session.begin({ tap: { ...order } }, session.options.maxTapLifeMs, this);
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    const late = (): void => this.#giveUp(timedOut(session.node, "tap", options.timeoutMs));
    this.#timer = setTimeout(late, options.timeoutMs);
  }

  get links(): readonly Link__Output[] {
    return this.#links;
  }

  get clock(): ClockReading | null {
    return narrowerReading(this.#clock, this.#session.info.clock);
  }

  get hwOffload(): boolean {
    return this.#hwOffload;
  }

  seen(): readonly Sighting[] {
    return this.#store.sightings;
  }

  stop(): Promise<TapResult> {
    this.#result ??= this.#finish();
    return this.#result;
  }

  /** Part of {@link ReplySink}; called by the session only. */
  reply(reply: Reply__Output): void {
    if (reply.tapStarted) {
      this.#hwOffload = reply.tapStarted.hwOffload;
      this.#readClock(reply.tapStarted.clockUnixUs / 1_000);
      this.#listens(reply.tapStarted.links);
    }
    if (reply.sightings) this.#store.add(reply.sightings);
    if (reply.tapReport) this.#report = reply.tapReport;
    if (reply.error !== null)
      this.#end(commandFailed(this.#session.node, "tap", fromWireReason(reply.error)));
    else if (reply.done) this.#end(null);
  }

  /** Part of {@link ReplySink}; called by the session only. */
  broken(error: AgentError): void {
    this.#end(error);
  }

  #readClock(agentMs: number): void {
    if (!(agentMs > 0)) return;
    this.#clock ??= { askedMs: this.#askedMs, agentMs, answeredMs: Date.now() };
  }

  #listens(links: readonly Link__Output[]): void {
    if (this.#phase !== "starting") return;
    this.#phase = "listening";
    this.#links = links;
    clearTimeout(this.#timer);
    // Its owner forgot it, or waits longer than a diagnosis may last.
    this.#timer = setTimeout(() => this.#requestStop(), this.#session.options.maxTapLifeMs);
    this.#settleListening(null);
  }

  #abort(): void {
    const error = cancelled(this.#session.node, "tap");
    if (this.#phase === "starting") this.#giveUp(error);
    else this.#requestStop();
  }

  async #finish(): Promise<TapResult> {
    this.#requestStop();
    await this.#ended;
    const { sightings, arrived, overLimit, unreadable } = this.#store;
    const report = this.#report;
    const problem = tapProblem({ report, arrived, overLimit, unreadable, failure: this.#failure });
    const complete = problem === null;
    const lost = {
      kernel: report?.packetsDroppedKernel ?? 0,
      interface: report?.packetsDroppedInterface ?? 0,
      agent: report?.sightingsLost ?? 0,
      aggregator: overLimit,
    };
    this.#session.onTapEnded({ complete, arrived, lost });
    return { sightings, report, complete, problem };
  }

  #requestStop(): void {
    if (this.#phase !== "listening") return;
    this.#phase = "stopping";
    clearTimeout(this.#timer);
    const { tapStopTimeoutMs } = this.#session.options;
    const late = (): void => this.#giveUp(timedOut(this.#session.node, "tap", tapStopTimeoutMs));
    this.#timer = setTimeout(late, tapStopTimeoutMs);
    this.#session.requestEnd(this.#id);
  }

  #giveUp(error: AgentError): void {
    this.#session.abandon(this.#id);
    this.#end(error);
  }

  #end(error: AgentError | null): void {
    if (this.#phase === "ended") return;
    const hadStarted = this.#phase !== "starting";
    this.#phase = "ended";
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#failure = error?.type ?? null;
    const early = badReply(this.#session.node, "tap", reason("TAP_NEVER_LISTENED", {}));
    if (!hadStarted) this.#settleListening(error ?? early);
    this.#settleEnded();
  }
}
