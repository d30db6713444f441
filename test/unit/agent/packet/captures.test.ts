import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeRecord } from "../../../../agent/packet/decode.ts";
import { Packet } from "../../../../agent/packet/packet.ts";
import { PcapReader } from "../../../../agent/packet/pcap-reader.ts";
import { ExecError, run } from "../../../../lib/exec.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { sightingOf } from "../evidence/sighting-of.ts";

/**
 * Captures of a two-node OVN, compared field by field with what tshark says of them.
 * How each was made: `tcpdump -i any -y LINUX_SLL2 -s 200` (128 for the second, nanoseconds for the
 * third) on the source node while pod a (10.16.0.5) talked to b (10.16.0.6, other node) and c.
 */
const names = ["ping-cross-node", "tcp-udp-cross-node", "fragments-cross-node", "veth-ethernet"];
const folder = new URL("../../../fixtures/pcap/", import.meta.url);

const capture = (name: string): URL => new URL(`${name}.tcpdump-4.99.3.pcap`, folder);
const recorded = (name: string): string =>
  readFileSync(new URL(`${name}.tshark-4.0.17.tsv`, folder), "utf8");

function sightings(name: string): SightingFields[] {
  const found: SightingFields[] = [];
  const packet = new Packet();
  const reader = new PcapReader((record, header) => {
    decodeRecord(packet, header.linkType, record);
    found.push(sightingOf(packet));
  });
  reader.push(readFileSync(capture(name)));
  reader.end();
  return found;
}

type Row = Readonly<Record<string, string>>;

/** tshark's table: a header line, then a line per packet; occurrences are joined by commas. */
function rows(table: string): Row[] {
  const [head = "", ...lines] = table.trimEnd().split("\n");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  });
}

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, "0")}`;
const list = (...values: readonly (string | number | null)[]): string =>
  values.filter((value) => value !== null).join(",");
const only = (wanted: boolean, value: string | number | null): string | number | null =>
  wanted ? value : null;

/** The cells that tshark has of a packet, out of our sighting of it. */
function expectedOf(sighting: SightingFields): Row {
  const { ip, tunnel, quoted, arp, nd } = sighting;
  const isIpv4 = ip !== null && !ip.source.includes(":");
  const isIpv6 = ip !== null && !isIpv4;
  const isIcmp = ip?.protocol === 1 && ip.icmpType !== null;
  const isUdp = ip?.protocol === 17 && ip.fragmentOffset === 0;
  const { tcp } = ip ?? { tcp: null };
  const fraction = sighting.timeNs % 1_000_000_000n;
  const quotedPort = (port: number) => only(quoted?.protocol === 17 && port > 0, port);
  return {
    "frame.time_epoch": `${sighting.timeNs / 1_000_000_000n}.${`${fraction}`.padStart(9, "0")}`,
    "ip.src": list(
      tunnel?.source ?? null,
      only(isIpv4, ip?.source ?? null),
      quoted?.source ?? null,
    ),
    "ip.dst": list(
      tunnel?.destination ?? null,
      only(isIpv4, ip?.destination ?? null),
      quoted?.destination ?? null,
    ),
    "ip.proto": list(
      only(tunnel !== null, 17),
      only(isIpv4, ip?.protocol ?? 0),
      quoted?.protocol ?? null,
    ),
    "ipv6.src": list(only(isIpv6, ip?.source ?? null)),
    "ipv6.dst": list(only(isIpv6, ip?.destination ?? null)),
    "tcp.srcport": list(only(tcp !== null, ip?.sourcePort ?? 0)),
    "tcp.dstport": list(only(tcp !== null, ip?.destinationPort ?? 0)),
    "tcp.seq_raw": list(tcp?.sequence ?? null),
    "tcp.ack_raw": list(tcp?.acknowledgement ?? null),
    "tcp.flags": tcp === null ? "" : hex(tcp.flags, 4),
    "tcp.options.mss_val": list(tcp?.mss ?? null),
    "udp.dstport": list(
      only(tunnel !== null, 6081),
      only(isUdp, ip?.destinationPort ?? 0),
      quotedPort(quoted?.destinationPort ?? 0),
    ),
    "icmp.type": list(only(isIcmp, ip?.icmpType ?? 0)),
    "icmp.code": list(only(isIcmp, ip?.icmpCode ?? 0)),
    "icmp.ident": list(only(isIcmp && ip.icmpSequence !== null, ip?.sourcePort ?? 0)),
    "icmp.seq": list(only(isIcmp, ip?.icmpSequence ?? null)),
    "icmpv6.type": list(only(isIpv6, ip?.icmpType ?? null)),
    "icmpv6.nd.ns.target_address": list(only(nd?.type === 135, nd?.target ?? null)),
    "icmpv6.nd.na.target_address": list(only(nd?.type === 136, nd?.target ?? null)),
    "icmpv6.opt.linkaddr": nd?.linkAddress ?? "",
    "arp.opcode": list(arp?.operation ?? null),
    "arp.src.proto_ipv4": list(arp?.senderIp ?? null),
    "arp.dst.hw_mac": list(arp?.targetMac ?? null),
    "geneve.vni": tunnel === null ? "" : hex(tunnel.vni, 6),
    "geneve.option.unknown.data":
      tunnel === null
        ? ""
        : hex((tunnel.ingressPort ?? 0) * 0x10000 + (tunnel.egressPort ?? 0), 8).slice(2),
  };
}

/** tshark's occurrence of the innermost IP packet's own field, not of what it quotes. */
function own(row: Row, column: string, sighting: SightingFields): string {
  return row[column]?.split(",")[sighting.tunnel === null ? 0 : 1] ?? "";
}

function compare(sighting: SightingFields, row: Row, where: string): void {
  const expected = expectedOf(sighting);
  const columns = Object.keys(expected);
  const actual = Object.fromEntries(columns.map((column) => [column, row[column]]));
  assert.deepEqual(actual, expected, where);
  if (row["sll.ifindex"] !== "") {
    assert.equal(`${sighting.ifindex}`, row["sll.ifindex"], where);
    assert.equal(sighting.direction, row["sll.pkttype"] === "4" ? "out" : "in", where);
  }
  const { ip } = sighting;
  if (ip === null || ip.source.includes(":")) return;
  assert.equal(own(row, "ip.id", sighting), hex(ip.identification, 4), where);
  assert.equal(own(row, "ip.ttl", sighting), `${ip.ttl}`, where);
  assert.equal(Number(own(row, "ip.frag_offset", sighting)) * 8, ip.fragmentOffset, where);
  assert.equal(tsharkChecksum(row, sighting), ip.checksum, where);
}

/** tshark's status: 0 bad, 1 good, 2 unverified, 3 not present. */
function tsharkChecksum(row: Row, sighting: SightingFields): string {
  const transport = { 1: "icmp", 6: "tcp", 17: "udp" }[sighting.ip?.protocol ?? 0] ?? "none";
  const cells = row[`${transport}.checksum.status`]?.split(",") ?? [];
  const isSecond = transport === "udp" && sighting.tunnel !== null;
  const statuses = [own(row, "ip.checksum.status", sighting), cells[isSecond ? 1 : 0] ?? ""];
  if (statuses.includes("0")) return "bad";
  return statuses.every((status) => status === "1" || status === "3") ? "good" : "unknown";
}

for (const name of names) {
  test(`${name}: every packet as tshark 4.0.17 reads it`, () => {
    const table = rows(recorded(name));
    const found = sightings(name);
    assert.equal(found.length, table.length);
    found.forEach((sighting, index) => {
      compare(sighting, table[index] ?? {}, `${name}, packet ${index + 1}`);
      assert.equal(sighting.malformed, false);
    });
  });

  test(`${name}: every packet as the installed tshark reads it`, async (context) => {
    const path = fileURLToPath(capture(name));
    const fields = recorded(name).split("\n")[0]?.split("\t") ?? [];
    const preferences = [
      "ip.defragment:FALSE",
      "ip.check_checksum:TRUE",
      "udp.check_checksum:TRUE",
    ];
    preferences.push("tcp.check_checksum:TRUE");
    const argv = ["tshark", "-n", "-r", path, ...preferences.flatMap((one) => ["-o", one])];
    argv.push("-T", "fields", "-E", "header=y", "-E", "occurrence=a");
    argv.push(...fields.flatMap((field) => ["-e", field]));
    try {
      const { stdout } = await run(argv, { timeoutMs: 30_000 });
      const table = rows(stdout);
      const found = sightings(name);
      assert.equal(found.length, table.length);
      found.forEach((sighting, index) => {
        compare(sighting, table[index] ?? {}, `${name}, packet ${index + 1}`);
      });
    } catch (error) {
      if (!(error instanceof ExecError) || error.type.code !== "NOT_FOUND") throw error;
      context.skip("tshark is not installed");
    }
  });
}
