/** One line of `ovn-trace --detailed`, recognised by its form alone. */
export type TraceLine =
  | { readonly kind: "blank" }
  | { readonly kind: "microflow" | "unknown"; readonly indent: number; readonly text: string }
  | {
      readonly kind: "pipeline";
      readonly indent: number;
      readonly pipeline: "ingress" | "egress";
      readonly datapath: string;
      readonly inport: string;
      readonly outport: string | null;
    }
  | { readonly kind: "multicast"; readonly indent: number; readonly group: string }
  /** `ct_next(…)`, `ct_lb_mark`, `select: …`: the pipeline goes on below. */
  | { readonly kind: "fork"; readonly indent: number; readonly text: string }
  /** `icmp4`, `arp`, `nd_na` …: a packet that the flow made goes on below. */
  | { readonly kind: "generated"; readonly indent: number; readonly name: string }
  | {
      readonly kind: "table";
      readonly indent: number;
      readonly table: number;
      readonly stage: string;
      readonly source: string | null;
      readonly match: string | null;
      readonly priority: number | null;
      readonly uuidPrefix: string | null;
    }
  | {
      readonly kind: "output";
      readonly indent: number;
      readonly port: string;
      readonly type: string;
    }
  | {
      readonly kind: "remark" | "error" | "action";
      readonly indent: number;
      readonly text: string;
    };

const pipelineLine = /^(ingress|egress)\(dp=(".*?"), inport=(".*?")(?:, outport=(".*"))?\)$/;
const multicastLine = /^multicast\(dp=(".*?"), mcgroup=(".*")\)$/;
const tableLine = /^(\d+)\. (?:([\w-]+)(?: \(([^)]*)\))?: )?(.*)$/;
const flowTail = /^(.*), priority (\d+), uuid ([0-9a-f]{8})$/;
const outputLine = /^\/\* output to (".*"), type (".*") \*\/$/;
const generatedNames = new Set([
  "icmp4",
  "icmp6",
  "icmp4_error",
  "icmp6_error",
  "tcp_reset",
  "sctp_abort",
  "reject",
  "arp",
  "nd_ns",
  "nd_na",
  "nd_na_router",
]);

/** `underlined`: the next line is a rule of dashes, which makes this one a heading. */
export function classifyLine(line: string, underlined: boolean): TraceLine {
  const text = line.trim();
  const indent = line.length - line.trimStart().length;
  if (text === "") return { kind: "blank" };
  if (underlined && !text.startsWith("LOG: ")) return heading(text, indent);
  if (text.startsWith("# ") && indent === 0)
    return { kind: "microflow", indent, text: text.slice(2) };
  if (text.startsWith("LOG: ")) return { kind: "remark", indent, text };
  if (text.startsWith("*** ")) return { kind: "error", indent, text: text.slice(4) };
  const output = outputLine.exec(text);
  if (output !== null) {
    return { kind: "output", indent, port: unquote(output[1]), type: unquote(output[2]) };
  }
  if (/^\/\*.*\*\/$/.test(text)) return { kind: "remark", indent, text: text.slice(2, -2).trim() };
  return table(text, indent) ?? { kind: actionKind(text), indent, text };
}

/** Actions end in a semicolon; anything else is a line of no known form, or a piece of one. */
function actionKind(text: string): "action" | "unknown" {
  return text.endsWith(";") || /; \/\*.*\*\/$/.test(text) ? "action" : "unknown";
}

/** A row of dashes under a heading. */
export function isRule(line: string | undefined): boolean {
  return line !== undefined && /^ *-{3,}$/.test(line);
}

function heading(text: string, indent: number): TraceLine {
  const pipeline = pipelineLine.exec(text);
  if (pipeline !== null) {
    return {
      kind: "pipeline",
      indent,
      pipeline: pipeline[1] === "egress" ? "egress" : "ingress",
      datapath: unquote(pipeline[2]),
      inport: unquote(pipeline[3]),
      outport: pipeline[4] === undefined ? null : unquote(pipeline[4]),
    };
  }
  const multicast = multicastLine.exec(text);
  if (multicast !== null) return { kind: "multicast", indent, group: unquote(multicast[2]) };
  if (generatedNames.has(text)) return { kind: "generated", indent, name: text };
  return { kind: "fork", indent, text };
}

function table(text: string, indent: number): TraceLine | null {
  const found = tableLine.exec(text);
  if (found === null) return null;
  const [, number, stage = "", source = null, rest = ""] = found;
  const step = { kind: "table", indent, table: Number(number), stage, source } as const;
  if (rest === "no match (implicit drop)") {
    return { ...step, match: null, priority: null, uuidPrefix: null };
  }
  const [, match, priority, uuidPrefix] = flowTail.exec(rest) ?? [];
  if (match === undefined || uuidPrefix === undefined) return null;
  return { ...step, match, priority: Number(priority), uuidPrefix };
}

/** Names are printed as they are, between quotes, not escaped. */
function unquote(text: string | undefined): string {
  return text?.slice(1, -1) ?? "";
}
