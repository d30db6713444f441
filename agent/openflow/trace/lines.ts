/** One line of `ofproto/trace` output, recognised by its form alone. */
export type TraceLine =
  | { readonly kind: "blank" | "rule" | "thaw" }
  | { readonly kind: "flow" | "final" | "megaflow" | "datapath" | "failed"; readonly text: string }
  | { readonly kind: "slow-path" | "nat"; readonly text: string }
  | { readonly kind: "recirc"; readonly id: string; readonly ctState: readonly string[] | null }
  | { readonly kind: "bridge"; readonly name: string }
  | TableLine
  | { readonly kind: "detail" | "warning" | "error"; readonly text: string }
  | { readonly kind: "action"; readonly indent: number; readonly text: string };

export interface TableLine {
  readonly kind: "table";
  readonly indent: number;
  readonly table: number | string;
  readonly matched: boolean;
  readonly match: string;
  readonly priority: number | null;
  readonly cookie: string | null;
}

const prefixes = [
  ["Flow: ", "flow"],
  ["Final flow: ", "final"],
  ["Megaflow: ", "megaflow"],
  ["Datapath actions: ", "datapath"],
  ["Translation failed", "failed"],
  ["This flow is handled by the userspace slow path", "slow-path"],
  ["  - ", "slow-path"],
  ["Replacing src/dst IP/ports to simulate NAT", "nat"],
  [" Initial flow:", "nat"],
  [" Modified flow:", "nat"],
] as const;

const recircLine = /^recirc\((0x[0-9a-f]+)\)(?: - (.*))?$/;
const bridgeLine = /^bridge\("((?:[^"\\]|\\.)*)"\)$/;
/** Table numbers are right-aligned in two columns; a table may also have a name (--names). */
const tableLine = /^( *)(\d+|[A-Za-z_][\w.-]*)\. (.*)$/;
/** OpenFlow 1.1 action sets (`write_actions`) run after the tables. OVN has none. */
const actionSetLine = /^( *)--\. Executing action set:$/;
const flowTail = /^(?:(.*), )?priority (\d+)(?:, cookie (0x[0-9a-f]+))?$/;

export function classifyLine(line: string): TraceLine {
  if (line === "") return { kind: "blank" };
  for (const [prefix, kind] of prefixes) {
    if (line.startsWith(prefix)) return { kind, text: line.slice(prefix.length) };
  }
  const text = line.trimStart();
  const indent = line.length - text.length;
  if (/^(-{4,}|={4,})$/.test(text)) return { kind: "rule" };
  if (text === "thaw" || text.startsWith("Resuming from table ")) return { kind: "thaw" };
  return (
    recirc(text) ?? bridge(text) ?? note(text) ?? table(line) ?? { kind: "action", indent, text }
  );
}

function recirc(text: string): TraceLine | null {
  const found = recircLine.exec(text);
  if (found === null) return null;
  const state = /ct_state=(\S*)/.exec(found[2] ?? "")?.[1];
  return {
    kind: "recirc",
    id: found[1] ?? "",
    ctState: state === undefined ? null : state.split("|").filter((flag) => flag !== ""),
  };
}

function bridge(text: string): TraceLine | null {
  const name = bridgeLine.exec(text)?.[1];
  return name === undefined ? null : { kind: "bridge", name };
}

function note(text: string): TraceLine | null {
  if (text.startsWith("-> ")) return { kind: "detail", text: text.slice(3) };
  const error = /^>>>> (.*) <<<<$/.exec(text)?.[1];
  if (error !== undefined) return { kind: "error", text: error };
  return text.startsWith(">> ") ? { kind: "warning", text: text.slice(3) } : null;
}

function table(line: string): TableLine | null {
  const actionSet = actionSetLine.exec(line)?.[1]?.length;
  if (actionSet !== undefined) {
    const step = { kind: "table", table: "action set", matched: true, match: "" } as const;
    return { ...step, indent: actionSet, priority: null, cookie: null };
  }
  const found = tableLine.exec(line);
  if (found === null) return null;
  const [, spaces = "", id = "", rest = ""] = found;
  // One column of the indentation belongs to the alignment of table numbers below 10.
  const indent = spaces.length - (spaces.length % 4);
  const number = /^\d+$/.test(id) ? Number(id) : id;
  const unmatched = { kind: "table", indent, table: number, matched: false, match: "" } as const;
  if (rest === "No match.") return { ...unmatched, priority: null, cookie: null };
  const flow = flowTail.exec(rest);
  if (flow === null) return null;
  const [, match = "", priority, cookie = null] = flow;
  return { ...unmatched, matched: true, match, priority: Number(priority), cookie };
}
