import { absent, assumedField, type Field, numberField, unknown, unlikely } from "../field.ts";
import { ctDirections, ctStatuses, families, protocols } from "../names.ts";
import { protocolNumber } from "../packet.ts";
import { markField, type PacketState } from "../packet-state.ts";

/**
 * A field of a packet's connection, as `ct` of libnftables-json(5). Of a new connection it is known
 * what its first packet has; of an older one, which may be translated, little is.
 */
export function connectionField(key: string, dir: unknown, state: PacketState): Field {
  if (key === "state") return state.ctState;
  return state.ofConnection(trackedField(key, dir, state));
}

function trackedField(key: string, dir: unknown, state: PacketState): Field {
  const isNew = state.packet.ctState === "new";
  switch (key) {
    case "mark":
      return markField(state.ctMark);
    case "direction":
      return isNew ? numberField(0, 8, ctDirections) : unknown;
    case "status":
      return isNew ? newStatus(state) : unknown;
    case "zone":
      return assumedField(0, 16);
    case "label":
    case "helper":
    case "secmark":
      return unlikely;
    case "l3proto":
      return numberField(state.isV6 ? 10 : 2, 8, families);
    case "protocol":
      return numberField(protocolNumber(state.packet.protocol) ?? 0, 8, protocols);
    default:
      return isNew ? endField(key, dir, state) : unknown;
  }
}

/** Not yet answered and not yet confirmed; translated only by rules that it met already. */
function newStatus(state: PacketState): Field {
  const field = numberField(0, 32, ctStatuses);
  const isSame = state.address("source").kind === "number";
  const isSameTo = state.address("destination").kind === "number";
  return isSame && isSameTo ? field : { ...field, known: field.known & ~0x1b0n };
}

/** `ct original ip saddr` and others; answers go the other way. */
function endField(key: string, dir: unknown, state: PacketState): Field {
  const [, version, end = ""] = /^(?:(ip6?) )?(saddr|daddr|proto-src|proto-dst)$/.exec(key) ?? [];
  if (end === "") return unknown;
  if (version !== undefined && (version === "ip6") !== state.isV6) return absent;
  // What answers will carry is decided by rules that follow.
  if (dir !== "original") return unknown;
  const side = end === "saddr" || end === "proto-src" ? "source" : "destination";
  if (end.endsWith("addr")) return state.address(side);
  const port = state.port(side);
  return port === null ? unknown : numberField(port, 16);
}
