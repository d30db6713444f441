import type { TableLine, TraceLine } from "./lines.ts";
import type { OpenFlowTrace, TraceNote, TraceSection, TraceStep } from "./types.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface OpenStep extends Mutable<Omit<TraceStep, "actions" | "notes">> {
  actions: string[];
  notes: TraceNote[];
  /** Column of its action lines, known with the first of them. */
  actionIndent: number | null;
}

interface OpenSection extends Mutable<TraceSection> {}

/**
 * Rebuilds the tree of steps from indentation.
 *
 * ofproto/trace indents only where a resubmit returns to something: the flow that a last action
 * leads to stands in the same column as its parent. So a flow that stands left of the actions of
 * the current step is its tail, and one that stands at or right of them is a nested lookup.
 */
export class TraceBuilder {
  readonly #sections: OpenSection[] = [];
  readonly #steps: OpenStep[] = [];
  readonly #unparsed: string[] = [];
  /** Steps that can still get actions, outermost first. */
  #stack: OpenStep[] = [];
  #bridge = "";
  #enteredBridge: string | null = null;
  #recirc: { id: string; ctState: readonly string[] | null } | null = null;

  add(line: TraceLine): void {
    switch (line.kind) {
      case "flow":
        this.#openSection(line.text);
        return;
      case "recirc":
        this.#recirc = { id: line.id, ctState: line.ctState };
        return;
      case "bridge":
        this.#enteredBridge = line.name;
        return;
      case "table":
        this.#openStep(line);
        return;
      case "action":
        this.#action(line.indent, line.text);
        return;
      case "detail":
      case "warning":
      case "error":
        this.#note(line.kind, line.text);
        return;
      case "final":
      case "megaflow":
      case "datapath":
      case "failed":
        this.#closeSection(line.kind, line.text);
        return;
      case "blank":
      case "rule":
      case "thaw":
      case "slow-path":
      case "nat":
        return;
    }
  }

  finish(endsWithLine: boolean): OpenFlowTrace {
    const ended = this.#sections.every((section) => section.datapathActions !== null);
    const isTrace = this.#sections.length > 0;
    return {
      sections: this.#sections,
      steps: this.#steps.map(({ actionIndent: _, ...step }) => step),
      unparsed: this.#unparsed,
      complete: endsWithLine && isTrace && ended && this.#recirc === null,
      error: isTrace || !endsWithLine ? null : (this.#unparsed[0] ?? "no output"),
    };
  }

  #openSection(flow: string): void {
    this.#sections.push({
      recirculation: this.#recirc?.id ?? null,
      ctState: this.#recirc?.ctState ?? null,
      flow,
      firstStep: this.#steps.length,
      stepCount: 0,
      finalFlow: null,
      megaflow: null,
      datapathActions: null,
      translationError: null,
    });
    this.#recirc = null;
    this.#stack = [];
    this.#enteredBridge = null;
  }

  #openStep(line: TableLine): void {
    const section = this.#sections.at(-1);
    if (section === undefined) {
      this.#unparsed.push(line.match);
      return;
    }
    // The parent is the step that acted last: deeper ones have returned.
    const parent = this.#stack.at(-1) ?? null;
    const tail = parent !== null && line.indent < (parent.actionIndent ?? line.indent + 1);
    const depth = parent === null ? 0 : parent.depth + (tail ? 0 : 1);
    this.#bridge = this.#enteredBridge ?? parent?.bridge ?? this.#bridge;
    this.#enteredBridge = null;
    const { kind: _, indent: __, ...matched } = line;
    const step: OpenStep = {
      ...matched,
      index: this.#steps.length,
      section: this.#sections.length - 1,
      bridge: this.#bridge,
      depth,
      parent: parent?.index ?? null,
      parentAction: (parent?.actions.length ?? 0) - 1,
      tail,
      actions: [],
      notes: [],
      actionIndent: null,
    };
    this.#steps.push(step);
    section.stepCount++;
    if (tail) this.#stack.pop();
    this.#stack.push(step);
  }

  #action(indent: number, text: string): void {
    for (let step = this.#stack.at(-1); step !== undefined; step = this.#stack.at(-1)) {
      step.actionIndent ??= indent;
      // Right of its actions: actions of a clone, of a bucket, which are the step's own.
      if (indent >= step.actionIndent) {
        step.actions.push(text);
        return;
      }
      if (this.#stack.length === 1) break;
      this.#stack.pop();
    }
    this.#unparsed.push(text);
  }

  #note(kind: TraceNote["kind"], text: string): void {
    const step = this.#stack.at(-1);
    if (step === undefined) this.#unparsed.push(text);
    else step.notes.push({ action: step.actions.length - 1, kind, text });
  }

  #closeSection(kind: "final" | "megaflow" | "datapath" | "failed", text: string): void {
    const section = this.#sections.at(-1);
    if (section === undefined) this.#unparsed.push(text);
    else if (kind === "final") section.finalFlow = text === "unchanged" ? section.flow : text;
    else if (kind === "megaflow") section.megaflow = text;
    else if (kind === "datapath") section.datapathActions = text;
    else section.translationError = /\((.*)\)/.exec(text)?.[1] ?? text;
  }
}
