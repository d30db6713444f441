/**
 * One field of a match as `ovs-ofctl` prints it (ovs-fields(7)): "ip", "nw_dst=10.16.0.0/16",
 * "reg0=0x8000/0x8000", "ct_state=+new-est+trk", "in_port=2".
 *
 * Values stay text as printed. The priority of a flow stands in the same list in the tool's output;
 * it is not a field.
 */
export interface MatchField {
  readonly field: string;
  /** Null for a protocol shorthand: "ip", "tcp", "arp", "icmp6". */
  readonly value: string | null;
  /** After the slash: a prefix length or a bit mask; null when the whole field is compared. */
  readonly mask: string | null;
}

export type Match = readonly MatchField[];

const comma = 0x2c;
const equals = 0x3d;
const slash = 0x2f;
const quote = 0x22;

/** Parses a list of fields without priority; "" is the match on everything. */
export function parseMatch(text: string, start = 0, end = text.length): Match {
  const fields: MatchField[] = [];
  const firstQuote = text.indexOf('"', start);
  const quoted = firstQuote >= 0 && firstQuote < end;
  for (let at = start; at < end; at++) {
    const next = quoted ? quotedFieldEnd(text, at, end) : fieldEnd(text, at, end);
    if (next > at) fields.push(parseField(text, at, next));
    at = next;
  }
  return fields;
}

function fieldEnd(text: string, from: number, end: number): number {
  const next = text.indexOf(",", from);
  return next < 0 || next > end ? end : next;
}

/** Names of ports and tables may be quoted and then hold commas and slashes. */
function quotedFieldEnd(text: string, from: number, end: number): number {
  let inside = false;
  for (let at = from; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5c && inside) at++;
    else if (char === quote) inside = !inside;
    else if (char === comma && !inside) return at;
  }
  return end;
}

function parseField(text: string, from: number, end: number): MatchField {
  let split = from;
  while (split < end && text.charCodeAt(split) !== equals) split++;
  const field = text.slice(from, split);
  if (split === end) return { field, value: null, mask: null };
  const start = split + 1;
  if (text.charCodeAt(start) === quote) return { field, value: text.slice(start, end), mask: null };
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === slash) {
      return { field, value: text.slice(start, at), mask: text.slice(at + 1, end) };
    }
  }
  return { field, value: text.slice(start, end), mask: null };
}
