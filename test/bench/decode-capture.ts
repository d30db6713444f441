import { closeSync, openSync, writeSync } from "node:fs";

/**
 * Writes a capture as a node's tap would: LINUX_SLL2, pod packets at a veth and Geneve packets at
 * the uplink, over 4,096 flows, in the proportions 4 TCP, 2 UDP, 1 ICMP, 3 Geneve (TCP inside).
 */
const flows = 4096;
const batchRecords = 1024;
const recordHeaderBytes = 16;

const sll2 = "0800 0000 00000003 0001 00 06 0000 00aa0005 0000";
const tcpTail = "00000001 00000002 8010 0040 0000 0000 0101080a 0000000100000002";
const innerIp = (length: string, protocol: string): string =>
  `4500${length} 00004000 40${protocol}0000 0a100005 0a100006`;

interface Template {
  readonly bytes: Buffer;
  readonly originalLength: number;
  /** Where the IP header of the innermost packet is. */
  readonly ipAt: number;
  /** Where the ports, or the echo identifier, are. */
  readonly flowAt: number;
}

function template(hex: string, originalLength: number, outerBytes: number): Template {
  const ipAt = 20 + outerBytes;
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ""), "hex");
  return { bytes, originalLength, ipAt, flowAt: ipAt + 20 };
}

const tcp = template(`${sll2} ${innerIp("05dc", "06")} 9c40 1f90 ${tcpTail}`, 1520, 0);
const udpPayload = "00".repeat(24);
const udp = template(`${sll2} ${innerIp("0034", "11")} 9c40 2382 0020 0000 ${udpPayload}`, 72, 0);
const icmpPayload = "00".repeat(56);
const icmp = template(
  `${sll2} ${innerIp("0054", "01")} 0800 0000 0001 0001 ${icmpPayload}`,
  104,
  0,
);
const outer =
  "4500 0614 0000 4000 4011 0000 ac1f000b ac1f000c c801 17c1 0600 0000" +
  "0240 6558 0000 0100 0102 8001 0002 0003 000000aa0006 000000aa0005 0800";
const outerBytes = 20 + 8 + 16 + 14;
const geneve = template(
  `${sll2} ${outer} ${innerIp("05dc", "06")} 9c40 1f90 ${tcpTail}`,
  1576,
  outerBytes,
);
const mix = [tcp, geneve, tcp, udp, tcp, geneve, icmp, tcp, udp, geneve];

/** Writes `packets` records to `path`; every packet differs from every other. */
export function writeCapture(path: string, packets: number): void {
  const file = openSync(path, "wx");
  try {
    writeSync(file, fileHeader());
    for (let first = 0; first < packets; first += batchRecords) {
      writeSync(file, records(first, Math.min(batchRecords, packets - first)));
    }
  } finally {
    closeSync(file);
  }
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(160, 16);
  header.writeUInt32LE(276, 20);
  return header;
}

function records(first: number, count: number): Buffer {
  const parts: Buffer[] = [];
  for (let index = first; index < first + count; index += 1) {
    const from = mix[index % mix.length] ?? tcp;
    const record = Buffer.alloc(recordHeaderBytes + from.bytes.length);
    record.writeUInt32LE(1_795_000_000 + Math.floor(index / 1_000_000), 0);
    record.writeUInt32LE(index % 1_000_000, 4);
    record.writeUInt32LE(from.bytes.length, 8);
    record.writeUInt32LE(from.originalLength, 12);
    from.bytes.copy(record, recordHeaderBytes);
    fill(record.subarray(recordHeaderBytes), from, index);
    parts.push(record);
  }
  return Buffer.concat(parts);
}

function fill(packet: Buffer, from: Template, index: number): void {
  const flow = (index * 2_654_435_761) % flows;
  packet.writeUInt16BE(Math.floor(index / flows) % 65_536, from.ipAt + 4);
  packet.writeUInt16BE(5 + (flow % 64), from.ipAt + 14);
  packet.writeUInt16BE(5 + (flow >> 6), from.ipAt + 18);
  if (from === icmp) packet.writeUInt16BE(Math.floor(index / flows) % 65_536, from.flowAt + 6);
  else packet.writeUInt16BE(32_768 + flow, from.flowAt);
}
