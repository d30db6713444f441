import { isIP } from "node:net";
import { addressBits, parseConstant } from "./match-lexer.ts";

/** A packet as an ACL sees it. What is undefined is not known, and leaves a match undecided. */
export interface MatchedPacket {
  readonly inport?: string;
  readonly outport?: string;
  readonly ethSrc?: string;
  readonly ethDst?: string;
  readonly ipSrc: string;
  readonly ipDst: string;
  /** IP protocol number: 1, 6, 17, 58, 132. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Further fields, by their names in OVN: `ip.ttl`, `tcp.flags`, `ct_state`, `reg0`. */
  readonly fields?: Readonly<Record<string, bigint>>;
}

const etherTypes = { 4: 0x0800n, 6: 0x86ddn } as const;

/** The text of `inport` and `outport`; undefined when not known. */
export function textField(packet: MatchedPacket, name: string): string | undefined {
  if (name === "inport") return packet.inport;
  return name === "outport" ? packet.outport : undefined;
}

/**
 * The bits of a field, whose prerequisites the caller sees to; undefined when not known, also where
 * the packet has no such header.
 */
export function bitsOfField(packet: MatchedPacket, name: string): bigint | undefined {
  const given = packet.fields?.[name];
  if (given !== undefined) return given;
  const family = isIP(packet.ipSrc);
  switch (name) {
    case "eth.type":
      return family === 4 || family === 6 ? etherTypes[family] : undefined;
    case "eth.src":
      return macBits(packet.ethSrc);
    case "eth.dst":
      return macBits(packet.ethDst);
    case "ip.proto":
      return BigInt(packet.protocol);
    case "ip4.src":
    case "ip6.src":
      return addressBits(packet.ipSrc) ?? undefined;
    case "ip4.dst":
    case "ip6.dst":
      return addressBits(packet.ipDst) ?? undefined;
    case "tcp.src":
    case "udp.src":
    case "sctp.src":
      return numberBits(packet.sourcePort);
    case "tcp.dst":
    case "udp.dst":
    case "sctp.dst":
      return numberBits(packet.destinationPort);
    case "icmp4.type":
    case "icmp6.type":
      return numberBits(packet.icmpType);
    case "icmp4.code":
    case "icmp6.code":
      return numberBits(packet.icmpCode);
    default:
      return undefined;
  }
}

function numberBits(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

function macBits(text: string | undefined): bigint | undefined {
  const constant = text === undefined ? null : parseConstant(text);
  return constant?.width === 48 ? constant.value : undefined;
}
