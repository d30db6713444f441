import { setMaxListeners } from "node:events";
import { deadline } from "../../lib/deadline.ts";
import { TaplineError } from "../../lib/errors.ts";
import type { Access, Presented } from "../access/access.ts";
import { AccessError } from "../access/access-error.ts";
import { Permit } from "../access/permit.ts";
import type { Log } from "../log.ts";
import { asLimitError } from "./limits.ts";
import {
  type RequestOutcome,
  requestOutcome,
  type ServiceWatch,
  type Tally,
} from "./service-watch.ts";
import { withoutOthersNames } from "./suggestions.ts";
import type { RequestContext, UseCase } from "./use-case.ts";

/** A request as a transport hands it on: what says who asks, and how to reach that one. */
export interface Call<Event> extends RequestContext<Event> {
  readonly presented: Presented;
}

/** Answers one request. @throws whatever keeps it from being answered; it is logged already. */
export type ServiceFunction<Input, Answer, Event> = (
  input: Input,
  call: Call<Event>,
) => Promise<Answer>;

export interface ServeModules {
  readonly access: Access;
  readonly log: Log;
  readonly watch?: ServiceWatch;
}

/**
 * Makes a service of a use case: who asks, rights, limits, time and the log line are the same for
 * all. The line says `access`: allowed, refused, or undecided where it never came to that.
 */
export function serve<Input, Request, Plan, Answer, Event>(
  useCase: UseCase<Input, Request, Plan, Answer, Event>,
  { access, log, watch }: ServeModules,
): ServiceFunction<Input, Answer, Event> {
  return async (input, call) => {
    watch?.begun(useCase.name);
    const begun = performance.now();
    const { listener, peer } = call.presented;
    const line: Record<string, unknown> = { listener, peer, request: useCase.name };
    const tookMs = (): number => Math.round(performance.now() - begun);
    const ended = (outcome: RequestOutcome, tally: () => Tally | null): void =>
      watch?.ended({ request: useCase.name, outcome, seconds: tookMs() / 1_000, tally: tally() });
    try {
      line.access = "undecided";
      const caller = await access.authenticate(call.presented);
      Object.assign(line, { user: caller.user, by: caller.by });
      const request = useCase.read(input);
      Object.assign(line, useCase.asked(request));
      const permit = new Permit(access, caller);
      await permit.need(useCase.rights(request), call.signal);
      line.access = "allowed";
      const answer = await answerTo(useCase, request, permit, call);
      log.info({ ...line, ...useCase.answered(answer), durationMs: tookMs() }, "answered");
      ended("answered", () => useCase.tally?.(answer) ?? null);
      return answer;
    } catch (thrown) {
      if (thrown instanceof AccessError) line.access = outcomeOf(thrown);
      const durationMs = tookMs();
      if (isDefect(thrown)) log.error({ ...line, err: thrown, durationMs }, "failed");
      else log.info({ ...line, ...whyNot(thrown), durationMs }, "not answered");
      ended(requestOutcome(thrown, call.signal), () => null);
      throw thrown;
    }
  };
}

async function answerTo<Input, Request, Plan, Answer, Event>(
  useCase: UseCase<Input, Request, Plan, Answer, Event>,
  request: Request,
  permit: Permit,
  { signal: gone, emit }: Call<Event>,
): Promise<Answer> {
  const timeoutMs = useCase.timeoutMs(request);
  const untilMs = performance.now() + timeoutMs;
  const signal = deadline(timeoutMs, gone);
  // Each command to an agent listens to it; how many there are is limited per agent.
  setMaxListeners(0, signal);
  let isInPlace = false;
  const planAndRun = async (): Promise<Answer> => {
    isInPlace = true;
    const context = { signal, gone, untilMs, emit };
    const plan = await useCase.plan(request, context).catch(async (thrown: unknown) => {
      throw await withoutOthersNames(thrown, () => permit.sight(gone));
    });
    await permit.need(useCase.rightsOfPlan(plan), gone);
    const [answer, sight] = await Promise.all([
      useCase.run(plan, context),
      useCase.shown === undefined ? null : permit.sight(gone),
    ]);
    return sight === null || !useCase.shown ? answer : useCase.shown(answer, sight);
  };
  const { waiting } = useCase;
  const inPlace = useCase.limiters(request).reduceRight<() => Promise<Answer>>(
    (next, limiter) => async () => {
      if (limiter.hasToWait && waiting !== undefined) await emit(waiting);
      return limiter.run(next, signal);
    },
    planAndRun,
  );
  return inPlace().catch((thrown: unknown) => {
    const hadNoTurn = !isInPlace && signal.aborted && !gone.aborted;
    if (hadNoTurn && useCase.concludesInTime) return planAndRun();
    // What Node's own waits throw says no more than that the signal aborted; its reason says why.
    throw signal.aborted && isAbort(thrown) ? signal.reason : asLimitError(thrown);
  });
}

function outcomeOf({ type }: AccessError): "refused" | "undecided" {
  return type.code === "ACCESS_UNDECIDED" ? "undecided" : "refused";
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "AbortError";
}

/** Not raised on purpose, and not the end of the time that a request has. */
function isDefect(thrown: unknown): boolean {
  return !(thrown instanceof TaplineError) && !(thrown instanceof DOMException);
}

function whyNot(thrown: unknown): Readonly<Record<string, unknown>> {
  if (thrown instanceof TaplineError) return { code: thrown.type.code, reason: thrown.message };
  return { code: "TIMED_OUT" };
}
