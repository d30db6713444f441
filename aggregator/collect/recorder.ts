import type { Reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { EvidenceBody, EvidenceItem } from "../evidence/item.ts";

/** Numbers items and keeps them in the order in which looking ended. */
export class Recorder {
  readonly items: EvidenceItem[] = [];

  ok(node: string | null, body: EvidenceBody): void {
    this.#add({ ...body, ...this.#head(node), status: "ok", reason: null });
  }

  /** Looking did not work: that is an item, too. */
  failed(node: string | null, body: EvidenceBody, reason: Reason): void {
    this.#add({ ...body, ...this.#head(node), status: "failed", reason });
  }

  /** Looks, records what came of it, and gives the data, or null when looking failed. */
  async look<T>(
    node: string | null,
    look: () => Promise<T>,
    body: (data: T | null) => EvidenceBody,
  ): Promise<T | null> {
    try {
      const data = await look();
      this.ok(node, body(data));
      return data;
    } catch (thrown) {
      this.failed(node, body(null), reasonOf(thrown));
      return null;
    }
  }

  #head(node: string | null): { id: string; at: string; node: string | null } {
    return { id: `e${this.items.length + 1}`, at: new Date().toISOString(), node };
  }

  #add(item: EvidenceItem): void {
    this.items.push(item);
  }
}
