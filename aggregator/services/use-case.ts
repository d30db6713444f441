import type { Limiter } from "../../lib/limiter.ts";
import type { Right } from "../access/access.ts";
import type { Sight } from "../access/permit.ts";
import type { Tally } from "./service-watch.ts";

/** What a use case has of the call that it answers. */
export interface RequestContext<Event> {
  /** Aborts when the caller is gone, or the time of the request is over. */
  readonly signal: AbortSignal;
  /** Hands something to the caller before the answer; resolves when there is room for more. */
  readonly emit: (event: Event) => void | Promise<void>;
}

/** The same while it is answered. */
export interface RunContext<Event> extends RequestContext<Event> {
  /** Aborts when the caller is gone, and not before. */
  readonly gone: AbortSignal;
  /** When the answer is due, in milliseconds of performance.now(). */
  readonly untilMs: number;
}

/**
 * One thing that can be asked of the aggregator, by whatever transport: authenticate → read →
 * authorise → plan → authorise what the plan leads to → run → leave out what is not to be seen.
 * `serve.ts` does these in turn; defaults, bounds, rights and limits of the use case are here and
 * nowhere else.
 */
export interface UseCase<Input, Request, Plan, Answer, Event> {
  readonly name: string;
  /**
   * Holds what a caller said to the bounds and completes it with the defaults.
   *
   * @throws {RequestError} INVALID_REQUEST.
   */
  read(input: Input): Request;
  timeoutMs(request: Request): number;
  /** Places that the request takes from plan to answer, outermost first. */
  limiters(request: Request): readonly Limiter[];
  /** When its time is over it answers from what there is, without a place if it got none. */
  readonly concludesInTime?: true;
  /** Told to a caller that has to wait for a place. */
  readonly waiting?: Event;
  /** Rights by what was said alone: needed before any agent is asked anything. */
  rights(request: Request): readonly Right[];
  plan(request: Request, context: RunContext<Event>): Promise<Plan>;
  /** Rights for what the request turned out to lead to. */
  rightsOfPlan(plan: Plan): readonly Right[];
  run(plan: Plan, context: RunContext<Event>): Promise<Answer>;
  /** The answer without what the caller may not see; absent where it holds nothing of others. */
  readonly shown?: (answer: Answer, sight: Sight) => Answer;
  /** What was asked, and how much came of it: for the log. */
  asked(request: Request): Readonly<Record<string, unknown>>;
  answered(answer: Answer): Readonly<Record<string, unknown>>;
  /** What a diagnosis came to: for the metrics. */
  readonly tally?: (answer: Answer) => Tally;
}
