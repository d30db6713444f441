/**
 * Builders of packets for tests: a header around a payload, lengths and checksums filled in unless
 * a test gives its own. They share nothing with the decoder, layouts least of all.
 */
export type Bytes = readonly number[];

export const u16 = (value: number): Bytes => [(value >>> 8) & 0xff, value & 0xff];
export const u32 = (value: number): Bytes => [...u16(value >>> 16), ...u16(value & 0xffff)];

/** Bytes from hexadecimal text with any spacing. */
export function hex(text: string): Bytes {
  return [...Buffer.from(text.replaceAll(/\s/g, ""), "hex")];
}

export function filler(length: number): Bytes {
  return Array.from({ length }, (_, index) => (index * 7 + 1) & 0xff);
}

const mac = (text: string): Bytes => hex(text.replaceAll(":", ""));
const dotted = (text: string): Bytes => text.split(".").map(Number);

function groups(text: string): Bytes {
  const [head = "", tail] = text.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return all.flatMap((group) => [...u16(Number.parseInt(group, 16))]);
}

/** RFC 1071, on pairs of bytes. */
function internetChecksum(bytes: Bytes): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) + (bytes[index + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return 0xffff - sum;
}

function withChecksum(bytes: Bytes, offset: number, pseudo: Bytes = []): Bytes {
  const padding = pseudo.length % 2 === 0 ? [] : [0];
  const sum = internetChecksum([...pseudo, ...padding, ...bytes]);
  return [...bytes.slice(0, offset), ...u16(sum), ...bytes.slice(offset + 2)];
}

export const addresses = {
  macA: "00:00:00:aa:00:05",
  macB: "00:00:00:aa:00:06",
  a: "10.16.0.5",
  b: "10.16.0.6",
  a6: "fd00:10:16::5",
  b6: "fd00:10:16::6",
  node1: "172.31.0.11",
  node2: "172.31.0.12",
} as const;

export interface Sll2Options {
  readonly etherType?: number;
  readonly ifindex?: number;
  readonly arphrd?: number;
  readonly packetType?: number;
  readonly addressLength?: number;
}

export function sll2(payload: Bytes, options: Sll2Options = {}): Bytes {
  return [
    ...u16(options.etherType ?? 0x0800),
    ...u16(0),
    ...u32(options.ifindex ?? 7),
    ...u16(options.arphrd ?? 1),
    options.packetType ?? 0,
    options.addressLength ?? 6,
    ...mac(addresses.macA),
    0,
    0,
    ...payload,
  ];
}

export function ethernet(payload: Bytes, etherType = 0x0800): Bytes {
  return [...mac(addresses.macB), ...mac(addresses.macA), ...u16(etherType), ...payload];
}

export function vlanTag(payload: Bytes, identifier: number, etherType = 0x0800): Bytes {
  return [...u16(0xe000 | identifier), ...u16(etherType), ...payload];
}

export function arp(operation: number): Bytes {
  const head = [...u16(1), ...u16(0x0800), 6, 4, ...u16(operation)];
  const sender = [...mac(addresses.macA), ...dotted(addresses.a)];
  return [...head, ...sender, ...filler(6).map(() => 0), ...dotted(addresses.b)];
}

export interface Ipv4Options {
  readonly protocol?: number;
  readonly options?: Bytes;
  readonly totalLength?: number;
  readonly identification?: number;
  readonly flagsAndOffset?: number;
  readonly source?: string;
  readonly destination?: string;
  readonly checksum?: number;
  readonly first?: number;
}

export function ipv4(payload: Bytes, options: Ipv4Options = {}): Bytes {
  const extra = options.options ?? [];
  const headerLength = 20 + extra.length;
  const header = [
    options.first ?? 0x40 + headerLength / 4,
    0,
    ...u16(options.totalLength ?? headerLength + payload.length),
    ...u16(options.identification ?? 0x62a2),
    ...u16(options.flagsAndOffset ?? 0x4000),
    64,
    options.protocol ?? 6,
    ...u16(options.checksum ?? 0),
    ...dotted(options.source ?? addresses.a),
    ...dotted(options.destination ?? addresses.b),
    ...extra,
  ];
  const checked = options.checksum === undefined ? withChecksum(header, 10) : header;
  return [...checked, ...payload];
}

export interface Ipv6Options {
  readonly nextHeader?: number;
  readonly payloadLength?: number;
}

export function ipv6(payload: Bytes, options: Ipv6Options = {}): Bytes {
  const length = options.payloadLength ?? payload.length;
  const head = [0x60, 0, 0, 0, ...u16(length), options.nextHeader ?? 6, 63];
  return [...head, ...groups(addresses.a6), ...groups(addresses.b6), ...payload];
}

function pseudoHeader(family: 4 | 6, protocol: number, length: number): Bytes {
  if (family === 4) {
    return [...dotted(addresses.a), ...dotted(addresses.b), 0, protocol, ...u16(length)];
  }
  const ends = [...groups(addresses.a6), ...groups(addresses.b6)];
  return [...ends, ...u32(length), 0, 0, 0, protocol];
}

export interface TcpOptions {
  readonly flags?: number;
  readonly options?: Bytes;
  readonly dataOffset?: number;
  readonly family?: 4 | 6;
}

/** With a right checksum between addresses a and b. */
export function tcp(payload: Bytes = [], options: TcpOptions = {}): Bytes {
  const extra = options.options ?? [];
  const dataOffset = options.dataOffset ?? 5 + extra.length / 4;
  const head = [...u16(41580), ...u16(8080), ...u32(0xfedcba98), ...u32(0x89abcdef)];
  const control = [dataOffset << 4, options.flags ?? 0x18, ...u16(64), ...u32(0)];
  const segment = [...head, ...control, ...extra, ...payload];
  return withChecksum(segment, 16, pseudoHeader(options.family ?? 4, 6, segment.length));
}

export interface UdpOptions {
  readonly destinationPort?: number;
  readonly length?: number;
  readonly checksum?: number;
  readonly family?: 4 | 6;
}

/** With a right checksum between addresses a and b, unless one is given. */
export function udp(payload: Bytes = [], options: UdpOptions = {}): Bytes {
  const ports = [...u16(46174), ...u16(options.destinationPort ?? 9090)];
  const length = options.length ?? 8 + payload.length;
  const datagram = [...ports, ...u16(length), ...u16(options.checksum ?? 0), ...payload];
  if (options.checksum !== undefined) return datagram;
  return withChecksum(datagram, 6, pseudoHeader(options.family ?? 4, 17, datagram.length));
}

export function icmp(type: number, code: number, rest: Bytes, payload: Bytes = []): Bytes {
  return withChecksum([type, code, 0, 0, ...rest, ...payload], 2);
}

/** With a right checksum between addresses a6 and b6. */
export function icmpv6(type: number, code: number, rest: Bytes, payload: Bytes = []): Bytes {
  const message = [type, code, 0, 0, ...rest, ...payload];
  return withChecksum(message, 2, pseudoHeader(6, 58, message.length));
}

export interface GeneveOptions {
  readonly version?: number;
  readonly options?: Bytes;
  readonly protocolType?: number;
  readonly optionUnits?: number;
}

/** OVN's option: class 0x0102, type 0x80, one unit. */
export function ovnOption(ingress: number, egress: number): Bytes {
  return [0x01, 0x02, 0x80, 0x01, ...u16(ingress), ...u16(egress)];
}

export function geneve(payload: Bytes, vni: number, options: GeneveOptions = {}): Bytes {
  const extra = options.options ?? ovnOption(2, 3);
  const first = ((options.version ?? 0) << 6) | (options.optionUnits ?? extra.length / 4);
  const head = [first, 0x40, ...u16(options.protocolType ?? 0x6558)];
  return [...head, ...u32(vni * 256), ...extra, ...payload];
}

export function vxlan(payload: Bytes, vni: number, flags = 0x08): Bytes {
  return [flags, 0, 0, 0, ...u32(vni * 256), ...payload];
}

/** The outer IP and UDP of a tunnel from node1 to node2; no UDP checksum, as the kernel does it. */
export function underlay(payload: Bytes, destinationPort: number): Bytes {
  const datagram = udp(payload, { destinationPort, checksum: 0 });
  const ends = { source: addresses.node1, destination: addresses.node2 };
  return ipv4(datagram, { protocol: 17, ...ends });
}
