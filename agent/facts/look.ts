import { messageOf } from "../../lib/errors.ts";
import type { Problem as WireProblem } from "../../proto/gen/tapline/v1/Problem.ts";
import { type ProblemPart, problemParts } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";

/**
 * Gathers facts side by side. What cannot be read becomes one of its problems: an empty list that
 * only stands for a failure would pass for health.
 */
export class Look {
  readonly #problems: Problem[] = [];

  /**
   * Waits for one fact; gives `otherwise` and notes why when it cannot be had.
   *
   * @param what the fact in words, for the sentence; `part` says the same to programs.
   */
  async at<Fact>(
    part: ProblemPart,
    what: string,
    fact: Promise<Fact>,
    otherwise: Fact,
  ): Promise<Fact> {
    try {
      return await fact;
    } catch (thrown) {
      this.note({ part, text: `Could not read ${what}: ${messageOf(thrown)}` });
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

export function toWireProblem({ part, text }: Problem): WireProblem {
  return { part: problemParts.toWire(part), text };
}
