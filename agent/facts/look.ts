import type { Problem as WireProblem } from "../../proto/gen/tapline/v1/Problem.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { type ProblemPart, problemParts } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";
import { toWireReason } from "../../proto/wire/reason.ts";

/**
 * Gathers facts side by side. What cannot be read becomes one of its problems: an empty list that
 * only stands for a failure would pass for health.
 */
export class Look {
  readonly #problems: Problem[] = [];

  /**
   * Waits for one fact; gives `otherwise` and notes why when it cannot be had.
   */
  async at<Fact>(part: ProblemPart, fact: Promise<Fact>, otherwise: Fact): Promise<Fact> {
    try {
      return await fact;
    } catch (thrown) {
      this.note({ part, why: reasonOf(thrown) });
      return otherwise;
    }
  }

  note(problem: Problem): void {
    this.#problems.push(problem);
  }

  /** As the wire has them. */
  get problems(): WireProblem[] {
    return this.#problems.map(toWireProblem);
  }
}

export function toWireProblem({ part, why }: Problem): WireProblem {
  return { part: problemParts.toWire(part), why: toWireReason(why) };
}
