import { messageOf } from "../../lib/errors.ts";

/**
 * Gathers facts side by side. What cannot be read becomes a sentence in `problems`: an empty list
 * that only stands for a failure would pass for health.
 */
export class Look {
  readonly problems: string[] = [];

  /** Waits for one fact; gives `otherwise` and notes why when it cannot be had. */
  async at<Fact>(what: string, fact: Promise<Fact>, otherwise: Fact): Promise<Fact> {
    try {
      return await fact;
    } catch (thrown) {
      this.problems.push(`Could not read ${what}: ${messageOf(thrown)}`);
      return otherwise;
    }
  }

  note(problem: string): void {
    this.problems.push(problem);
  }
}
