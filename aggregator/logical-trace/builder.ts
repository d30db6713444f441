import type { TraceLine } from "./lines.ts";
import type {
  DropReason,
  LogicalChoice,
  LogicalDelivery,
  LogicalDrop,
  LogicalStep,
} from "./types.ts";

type LineOf<K extends TraceLine["kind"]> = Extract<TraceLine, { kind: K }>;

type OpenStep = LogicalStep & { readonly actions: string[]; readonly remarks: string[] };

/**
 * Follows the lines of a trace: which pipeline they belong to, which packet (the traced one, or one
 * made by a flow), and where each way ends.
 */
export class LogicalTraceBuilder {
  microflow = "";
  readonly steps: OpenStep[] = [];
  readonly deliveries: LogicalDelivery[] = [];
  readonly drops: LogicalDrop[] = [];
  readonly choices: LogicalChoice[] = [];
  readonly errors: string[] = [];
  readonly unparsed: string[] = [];
  #pipeline: LineOf<"pipeline"> | null = null;
  #conntrack: string | null = null;
  #generated: LineOf<"generated"> | null = null;
  #step: OpenStep | null = null;
  /** The way of the packet has begun and its end is not seen. */
  #open = false;
  /** An output that is the end only if no pipeline follows: a patch port leads to its peer. */
  #handedOver: LineOf<"output"> | null = null;

  add(line: TraceLine): void {
    if (line.kind === "blank") return;
    if (this.#generated !== null && line.indent < this.#generated.indent) this.#generated = null;
    switch (line.kind) {
      case "microflow":
        this.microflow = line.text;
        break;
      case "pipeline":
        this.#enter(line);
        break;
      case "multicast":
        this.#open = false;
        break;
      case "fork":
        this.#fork(line.text);
        break;
      case "generated":
        this.#generate(line);
        break;
      case "table":
        this.#table(line);
        break;
      case "output":
        this.#output(line);
        break;
      case "remark":
        this.#remark(line.text);
        break;
      case "error":
        this.errors.push(line.text);
        this.#drop("error");
        break;
      case "action":
        this.#action(line.text);
        break;
      case "unknown":
        this.unparsed.push(line.text);
        break;
    }
  }

  /** @returns false when a way has no end and `ended` does not say that the text is whole. */
  finish(ended: boolean): boolean {
    if (ended) this.#closeWay();
    return ended && !this.#open;
  }

  #enter(line: LineOf<"pipeline">): void {
    const last = this.#step?.actions.at(-1) ?? "";
    const goesOn = line.pipeline === "ingress" || last.endsWith("output;");
    // The next member of a flood, where a patch port's peer should follow: it has none.
    if (line.pipeline === "egress" && this.#handedOver?.type === "patch") this.#drop("no-output");
    if (!goesOn) this.#closeWay();
    this.#handedOver = null;
    this.#pipeline = line;
    this.#conntrack = null;
    this.#open = true;
  }

  #fork(text: string): void {
    this.#open = true;
    if (text.startsWith("ct_")) this.#conntrack = text;
  }

  #generate(line: LineOf<"generated">): void {
    const rejected = this.#step?.actions.some((action) => action.startsWith("reject ")) ?? false;
    if (this.#generated === null) this.#drop(rejected ? "rejected" : reasonOf(line.name));
    this.#generated = line;
    this.#open = true;
  }

  #table(line: LineOf<"table">): void {
    const { kind: _, indent: __, ...matched } = line;
    const pipeline = this.#pipeline;
    if (pipeline === null) {
      this.unparsed.push(`table ${line.table} outside a pipeline`);
      return;
    }
    this.#step = {
      ...matched,
      index: this.steps.length,
      pipeline: pipeline.pipeline,
      datapath: pipeline.datapath,
      inport: pipeline.inport,
      outport: pipeline.outport,
      actions: [],
      remarks: [],
      conntrack: this.#conntrack,
      generated: this.#generated?.name ?? null,
    };
    this.steps.push(this.#step);
    this.#open = true;
    this.#handedOver = null;
    if (line.match === null) this.#drop("no-match");
  }

  #action(text: string): void {
    const step = this.#step;
    if (step === null) {
      this.unparsed.push(text);
      return;
    }
    step.actions.push(text);
    const options = /\bselect\(([^)]*)\)/.exec(text)?.[1];
    if (options !== undefined) this.#choose(step, "select", options);
    const backends = /\bct_lb(?:_mark)?\(backends=([^);]*)/.exec(text)?.[1];
    if (backends !== undefined) this.#choose(step, "backend", backends);
    if (text === "drop;") this.#drop("drop");
  }

  #choose(step: LogicalStep, kind: LogicalChoice["kind"], options: string): void {
    const list = options.split(",").map((option) => option.trim());
    if (list.length > 1) this.choices.push({ step, kind, options: list });
  }

  #output(line: LineOf<"output">): void {
    if (line.type === "patch" || line.type === "l3gateway") this.#handedOver = line;
    else this.#deliver(line);
  }

  #deliver({ port, type }: LineOf<"output">): void {
    const step = this.#step;
    if (step !== null) this.deliveries.push({ step, port, type, generated: step.generated });
    this.#open = false;
    this.#handedOver = null;
  }

  #remark(text: string): void {
    if (text.startsWith("omitting output because inport == outport")) this.#drop("loopback");
    else this.#step?.remarks.push(text);
  }

  #drop(reason: DropReason): void {
    this.drops.push({ step: this.#step, reason, generated: this.#generated?.name ?? null });
    this.#open = false;
  }

  /** Why a packet is gone whose actions ended without an output. */
  #endOfActions(): DropReason {
    const step = this.#step;
    if (step === null) return "no-output";
    if (blocking.test(step.actions.at(-1) ?? "")) return "blocked";
    if (!verdictStage.test(step.stage)) return "no-output";
    const evaluation = step.stage.replace(verdictStage, "$1_eval");
    const evaluated = this.steps.findLast(({ stage }) => stage === evaluation);
    return evaluated?.actions.some((action) => blocking.test(action)) ? "blocked" : "drop";
  }

  #closeWay(): void {
    if (!this.#open) return;
    const last = this.#step?.actions.at(-1) ?? "";
    // A patch port's peer always follows; a gateway port's only if it is bound.
    if (this.#handedOver?.type === "patch") return;
    if (this.#handedOver !== null) this.#deliver(this.#handedOver);
    else if (goingOn.test(last)) return;
    else this.#drop(this.#endOfActions());
  }
}

/** Ends a connection that an ACL had allowed before (OVN northd/northd.c). */
const blocking = /\bct_commit\b.*\bblocked = 1;/;
/** From OVN 24.03 on ACLs drop in a stage of their own, whose flow just ends. */
const verdictStage = /(_acl(?:_after_lb)?)_action$/;

/** After these the tool always prints something: where nothing follows, the text is cut. */
const goingOn = /^(next|output|ct_next|ct_lb|ct_dnat|ct_snat|select)\b.*;$/;

function reasonOf(generated: string): DropReason {
  if (generated === "arp" || generated === "nd_ns") return "resolving";
  if (generated.startsWith("nd_na")) return "answered";
  return generated.startsWith("icmp") ? "icmp-error" : "rejected";
}
