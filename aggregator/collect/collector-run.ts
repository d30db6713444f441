import { setImmediate as turnOfEvents } from "node:timers/promises";
import { beforeAbort } from "../../lib/before-abort.ts";
import { reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import { type CaseFile, type CollectorReport, caseVersion } from "../evidence/case-file.ts";
import type { EvidenceItem, EvidenceName } from "../evidence/item.ts";
import type { Plan } from "../evidence/plan.ts";
import { CaseView } from "../evidence/view.ts";
import {
  type CollectContext,
  type Collector,
  type Phase,
  packetPhases,
  type SecondLook,
} from "./collector.ts";
import { Recorder, type Recording } from "./recorder.ts";
import { abortAt } from "./times.ts";

/** What collectors get beside what is their own. */
export type SharedContext = Omit<CollectContext, "plan" | "found" | "record" | "signal">;

const timeOver = new ReasonedError(reason("TIME_RAN_OUT", {}));

/** A question is bounded by itself; so much later a collector is not waited for. */
const overdueMs = 500;

/** Runs collectors by phase and need, each within its deadline, and all within the times given. */
export class CollectorRun {
  readonly #collectors: readonly Collector[];
  readonly #shared: SharedContext;
  readonly #recorder = new Recorder();
  readonly #reports = new Map<Collector, CollectorReport>();
  readonly #recordings = new Map<Collector, Recording>();
  readonly #secondLooks = new Map<Collector, SecondLook>();
  readonly #looking: Promise<void>[] = [];
  /** Resolved when a collector has ended, or was not needed. */
  readonly #ended = new Map<Collector, Promise<void>>();
  readonly #gates = new Map<Phase, Gate>();
  /** Aborted when nothing is asked any more. */
  readonly #over = new AbortController();
  #plan: Plan;

  constructor(collectors: readonly Collector[], plan: Plan, shared: SharedContext) {
    this.#collectors = collectors;
    this.#shared = shared;
    this.#plan = plan;
    for (const phase of [...packetPhases, "meanwhile", "end"] as const) {
      this.#gates.set(phase, gate());
    }
  }

  /** As carried out: with everything by which collectors refined it. */
  get plan(): Plan {
    return this.#plan;
  }

  get evidence(): readonly EvidenceItem[] {
    return this.#recorder.items;
  }

  /** How each collector ended that had something to look at. */
  get reports(): CollectorReport[] {
    return this.#collectors.flatMap((one) => this.#reports.get(one) ?? []);
  }

  /**
   * Resolves when all have ended, or when the time is over: that is no error.
   *
   * @throws {unknown} the signal's reason, when nobody wants to know any more.
   */
  async run(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { cutMs, endMs } = this.#shared.times;
    const cancel = (): void => this.#over.abort(signal.reason);
    const cut = abortAt(cutMs, this.#over, timeOver);
    const end = abortAt(endMs, new AbortController(), timeOver);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      for (const one of this.#collectors) this.#ended.set(one, this.#await(one));
      const isCut = (await beforeAbort(this.#walk(end.signal), this.#over.signal)) === null;
      signal.throwIfAborted();
      if (isCut) await this.#conclude(end.signal);
      this.#open("end");
      await beforeAbort(this.#phaseEnds("end", end.signal), end.signal);
      await turnOfEvents(); // what was cut off right now records that
      signal.throwIfAborted();
    } finally {
      cut.clear();
      end.clear();
      signal.removeEventListener("abort", cancel);
      for (const recording of this.#recordings.values()) recording.close();
    }
  }

  /** One phase of the packets after the other, and then what is beside them. */
  async #walk(end: AbortSignal): Promise<void> {
    for (const phase of packetPhases) {
      if (this.#over.signal.aborted) return;
      if (phase === "before") this.#open("meanwhile");
      this.#open(phase);
      await this.#phaseEnds(phase, end);
    }
    await this.#phaseEnds("meanwhile", end);
  }

  /** The time is over: what memory holds is taken, and what listens is stopped. */
  async #conclude(end: AbortSignal): Promise<void> {
    for (const phase of [...packetPhases, "meanwhile"] as const) this.#open(phase);
    const ended = this.#collectors
      .filter(({ phase }) => phase !== "end")
      .map((one) => this.#ended.get(one));
    await beforeAbort(Promise.all(ended), end);
    await beforeAbort(this.#phaseEnds("after", end), end);
  }

  #open(phase: Phase): void {
    this.#gates.get(phase)?.open();
  }

  async #phaseEnds(phase: Phase, end: AbortSignal): Promise<void> {
    const own = this.#collectors.filter((one) => one.phase === phase);
    for (const [one, look] of this.#secondLooks) {
      if (one.until === phase) this.#looking.push(this.#lookAgain(one, look, end));
    }
    await Promise.all([...own.map((one) => this.#ended.get(one)), ...this.#looking]);
  }

  async #await(one: Collector): Promise<void> {
    await this.#gates.get(one.phase)?.opened;
    const givers = this.#collectors.filter(
      (other) =>
        other !== one &&
        isBefore(other, one) &&
        other.gives.some((kind) => one.needs.includes(kind)),
    );
    await Promise.all(givers.map((giver) => this.#ended.get(giver)));
    if (!one.applies(this.#plan)) return;
    if (!this.#over.signal.aborted || one.isInstant) await this.#collect(one);
    else this.#reports.set(one, notReached(one, this.#over.signal.reason));
  }

  async #collect(one: Collector): Promise<void> {
    const startedMs = performance.now();
    const patienceMs = (one.questions ?? Number.POSITIVE_INFINITY) * this.#shared.questionMs;
    const own = new AbortController();
    const overdue = new ReasonedError(reason("TIMED_OUT", { afterMs: patienceMs }));
    const late = abortAt(startedMs + patienceMs + overdueMs, own, overdue);
    const signal = AbortSignal.any([this.#over.signal, own.signal]);
    const context = this.#contextOf(one, signal);
    try {
      const secondLook = await collected(one, context);
      if (secondLook !== null) this.#secondLooks.set(one, secondLook);
      if (one.refine !== undefined) this.#plan = one.refine(this.#plan, context);
      this.#report(one, startedMs, one.isInstant ? null : signal);
    } catch (thrown) {
      this.#report(one, startedMs, signal, thrown);
    } finally {
      late.clear();
    }
  }

  async #lookAgain(one: Collector, look: SecondLook, end: AbortSignal): Promise<void> {
    this.#secondLooks.delete(one);
    this.#recordings.get(one)?.until(end);
    const startedMs = performance.now();
    try {
      await look(end);
    } catch (thrown) {
      this.#report(one, startedMs, end, thrown);
    }
  }

  /** @param signal by which it was cut off, if it was; null for one that nothing cuts off. */
  #report(one: Collector, startedMs: number, signal: AbortSignal | null, thrown?: unknown): void {
    const durationMs = Math.round(performance.now() - startedMs);
    const isCut = signal?.aborted ?? false;
    const status = isCut ? "cut-off" : thrown === undefined ? "done" : "failed";
    const why = isCut ? signal?.reason : thrown;
    this.#reports.set(one, {
      name: one.name,
      gives: one.gives,
      status,
      reason: status === "done" ? null : reasonOf(why),
      durationMs,
    });
  }

  #contextOf(one: Collector, signal: AbortSignal): CollectContext {
    const record = this.#recorder.recording(one.gives, signal);
    this.#recordings.set(one, record);
    const known = new Set<EvidenceName>([...one.needs, ...one.gives]);
    const found = new CaseView(caseSoFar(this.#plan, this.#recorder.items), (kind) => {
      if (!known.has(kind)) throw new RangeError(`${one.name} reads ${kind} without needing it`);
    });
    return { ...this.#shared, plan: this.#plan, found, record, signal };
  }
}

/** What a collector resolves to; of one that is cut off, what it comes to at once. */
async function collected(one: Collector, context: CollectContext): Promise<SecondLook | null> {
  const work: Promise<SecondLook | null> = one.collect(context).then((look) => look ?? null);
  if (one.isInstant) return work;
  const done = await beforeAbort(work, context.signal);
  if (done !== null) return done.value;
  // It still records what it did not see.
  return Promise.race([work, turnOfEvents(null)]);
}

/** By phase; what is beside the packets begins with `before`, and may wait for all of them. */
function isBefore(giver: Collector, taker: Collector): boolean {
  const first = ({ phase }: Collector): number => rank(phase === "meanwhile" ? "before" : phase);
  const last = ({ phase }: Collector): number => rank(phase === "meanwhile" ? "after" : phase);
  return first(giver) <= last(taker);
}

function rank(phase: Exclude<Phase, "meanwhile">): number {
  return phase === "end" ? packetPhases.length : packetPhases.indexOf(phase);
}

function caseSoFar(plan: Plan, evidence: readonly EvidenceItem[]): CaseFile {
  return { version: caseVersion, id: "", startedAt: "", durationMs: 0, plan, evidence, agents: [] };
}

function notReached({ name, gives }: Collector, because: unknown): CollectorReport {
  return { name, gives, status: "not-reached", reason: reasonOf(because), durationMs: 0 };
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
