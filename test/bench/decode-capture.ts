import { closeSync, openSync, writeSync } from "node:fs";
import { isLost, scene, windowPackets } from "./decode-scene.ts";

/** As tcpdump writes it for a tap: LINUX_SLL2, 256 bytes of each packet. */
const snapLength = 256;
const recordHeaderBytes = 16;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");
const bytesOf = (address: string): string =>
  Buffer.from(address.split(".").map(Number)).toString("hex");
const u16 = (value: number): string => value.toString(16).padStart(4, "0");

interface Packet {
  readonly bytes: Buffer;
  readonly originalLength: number;
  /** Where in `bytes` the ports are; null for packets of nobody's connection. */
  readonly portsAt: number | null;
  /** The source's port is the destination port: an answer. */
  readonly isAnswer: boolean;
}

type Way = "in" | "out";

function sll2(ifindex: number, way: Way): string {
  const packetType = way === "out" ? "04" : "00";
  const index = ifindex.toString(16).padStart(8, "0");
  return `0800 0000 ${index} 0001 ${packetType} 06 000000aa0005 0000`;
}

function ip(from: string, to: string, protocol: string, bytes: number): string {
  return `4500 ${u16(20 + bytes)} 1234 4000 40${protocol} 0000 ${bytesOf(from)} ${bytesOf(to)}`;
}

/** A SYN has options: segment size, SACK, timestamps, window scale (20 bytes), others 12. */
function tcp(flags: string, payload: number): { text: string; bytes: number } {
  const isSyn = flags === "02" || flags === "12";
  const options = isSyn
    ? "02040550 0402 080a 00000001 00000002 01 030307"
    : "0101 080a 00000001 00000002";
  const offset = isSyn ? "a0" : "80";
  const header = `0000 0000 11223344 55667788 ${offset}${flags} 0040 0000 0000 ${options}`;
  return { text: header + "5a".repeat(payload), bytes: (isSyn ? 40 : 32) + payload };
}

const udp = {
  text: `9c40 0035 0030 0000 abcd 0100 0001 0000 0000 0000${"61".repeat(28)}`,
  bytes: 48,
};
const icmp = { text: `0800 0000 1234 0001${"62".repeat(56)}`, bytes: 64 };

/** A packet between two addresses at a veth, or in Geneve at the uplink (`node` is its place). */
class Place {
  readonly #node: number;

  constructor(node: number) {
    this.#node = node;
  }

  plain(way: Way, inner: Inner): Packet {
    const { vethIfindex } = nodeAt(this.#node);
    return packet(sll2(vethIfindex, way), "", inner);
  }

  encapsulated(way: Way, inner: Inner): Packet {
    const [near, far] = [nodeAt(this.#node).address, nodeAt(1 - this.#node).address];
    const [from, to] = way === "out" ? [near, far] : [far, near];
    const bytes = 8 + 16 + 14 + 20 + inner.bytes;
    const outer =
      `${ip(from, to, "11", bytes)} c801 17c1 ${u16(bytes)} 0000 ` +
      "0240 6558 000005 00 0102 8001 0002 0003 000000aa0006 000000aa0005 0800";
    return packet(sll2(scene.uplinkIfindex, way), outer, inner);
  }
}

function nodeAt(index: number) {
  return index === 0 ? scene.nodes[0] : scene.nodes[1];
}

interface Inner {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly text: string;
  readonly bytes: number;
}

function packet(link: string, outer: string, inner: Inner): Packet {
  const whole = hex(
    link + outer + ip(inner.from, inner.to, inner.protocol, inner.bytes) + inner.text,
  );
  const ends: readonly string[] = [scene.source, scene.destination];
  const isOurs = inner.protocol === "06" && ends.includes(inner.from) && ends.includes(inner.to);
  const outerBytes = hex(outer).length;
  return {
    bytes: whole.subarray(0, snapLength),
    originalLength: whole.length,
    portsAt: isOurs ? 20 + outerBytes + 20 : null,
    isAnswer: inner.from === scene.destination,
  };
}

const { source, destination } = scene;
const there = (flags: string, payload = 0): Inner => {
  return { from: source, to: destination, protocol: "06", ...tcp(flags, payload) };
};
const back = (flags: string, payload = 0): Inner => {
  return { from: destination, to: source, protocol: "06", ...tcp(flags, payload) };
};
const others: readonly Inner[] = [
  { from: "10.16.0.7", to: "10.96.0.10", protocol: "11", ...udp },
  { from: "10.16.0.8", to: "10.16.0.9", protocol: "01", ...icmp },
  { from: "10.16.0.8", to: "10.16.0.9", protocol: "06", ...tcp("10", 1_400) },
];

/** The packets of one connection as a node sees them, and others to a full cycle. */
function cycle(node: number, lost: boolean): Packet[] {
  const place = new Place(node);
  const way: readonly [Way, Way] = node === 0 ? ["in", "out"] : ["out", "in"];
  const request = (inner: Inner): Packet[] => [
    place.plain(way[0], inner),
    place.encapsulated(way[1], inner),
  ];
  const reply = (inner: Inner): Packet[] => [
    place.encapsulated(way[0], inner),
    place.plain(way[1], inner),
  ];
  const isSeen = node === 0 || !lost;
  const own = [
    ...(isSeen ? request(there("02")) : []),
    ...(lost
      ? []
      : [...reply(back("12")), ...request(there("10")), ...request(there("18", 1_200))]),
    ...(lost ? [] : [...reply(back("10")), ...reply(back("18", 1_200))]),
  ];
  const rest = others.flatMap((inner) => [...request(inner), ...reply(inner)]);
  return Array.from({ length: scene.cyclePackets }, (_, index) => {
    const found = own[index] ?? rest[index % rest.length];
    if (found === undefined) throw new RangeError("a cycle has no packets");
    return found;
  });
}

const cycles = [0, 1].map((node) => [cycle(node, false), cycle(node, true)] as const);

/** Writes windows to `path`; in each, the connections of the scene have their packets once. */
export function writeCapture(path: string, windows: number): void {
  const file = openSync(path, "wx");
  try {
    writeSync(file, fileHeader());
    for (let window = 0; window < windows; window += 1) writeSync(file, windowOf(window));
  } finally {
    closeSync(file);
  }
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(276, 20);
  return header;
}

function windowOf(window: number): Buffer {
  const parts: Buffer[] = [];
  for (let connection = 0; connection < scene.connections; connection += 1) {
    const [whole, cut] = cycles[window % 2] ?? [[], []];
    for (const [slot, one] of (isLost(connection) ? cut : whole).entries()) {
      const packetIndex = connection * scene.cyclePackets + slot;
      parts.push(record(one, window * windowPackets + packetIndex, connection));
    }
  }
  return Buffer.concat(parts);
}

function record(from: Packet, index: number, connection: number): Buffer {
  const bytes = Buffer.alloc(recordHeaderBytes + from.bytes.length);
  bytes.writeUInt32LE(1_795_000_000 + Math.floor(index / 1_000_000), 0);
  bytes.writeUInt32LE(index % 1_000_000, 4);
  bytes.writeUInt32LE(from.bytes.length, 8);
  bytes.writeUInt32LE(from.originalLength, 12);
  from.bytes.copy(bytes, recordHeaderBytes);
  if (from.portsAt === null) return bytes;
  const portsAt = recordHeaderBytes + from.portsAt;
  const port = scene.firstSourcePort + connection;
  bytes.writeUInt16BE(from.isAnswer ? scene.port : port, portsAt);
  bytes.writeUInt16BE(from.isAnswer ? port : scene.port, portsAt + 2);
  return bytes;
}
