import { isIPv4, isIPv6 } from "node:net";

/**
 * The text of addresses in a sighting, and the bytes they come from.
 *
 * There is one text per address: "aa:bb:cc:dd:ee:ff" in lower case, dotted IPv4, and IPv6 as
 * RFC 5952 writes it, without the dotted form. Texts can be compared with `===`.
 */
export const macBytes = 6;
export const ipv4Bytes = 4;
export const ipv6Bytes = 16;

const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Text of the 6 bytes at `offset`. */
export function macText(view: DataView, offset: number): string {
  const byte = (index: number): string => hexByte[view.getUint8(offset + index)] ?? "";
  return `${byte(0)}:${byte(1)}:${byte(2)}:${byte(3)}:${byte(4)}:${byte(5)}`;
}

/** Text of the 4 bytes at `offset`. */
export function ipv4Text(view: DataView, offset: number): string {
  const word = view.getUint32(offset);
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

/** Text of the 16 bytes at `offset`: the longest run of two or more zero groups is "::". */
export function ipv6Text(view: DataView, offset: number): string {
  const groups: number[] = [];
  for (let at = 0; at < ipv6Bytes; at += 2) groups.push(view.getUint16(offset + at));
  let longestAt = 0;
  let longest = 1; // a single zero group is written out
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === 0) end += 1;
    if (end - start > longest) {
      longest = end - start;
      longestAt = start;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (longest === 1) return hex.join(":");
  return `${hex.slice(0, longestAt).join(":")}::${hex.slice(longestAt + longest).join(":")}`;
}

const macPattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Writes the 6 bytes at `offset`; false when the text is no MAC address of this form. */
export function writeMac(view: DataView, offset: number, text: string): boolean {
  if (!macPattern.test(text)) return false;
  for (let index = 0; index < macBytes; index += 1) {
    view.setUint8(offset + index, Number.parseInt(text.slice(index * 3, index * 3 + 2), 16));
  }
  return true;
}

/** Writes the 4 bytes at `offset`; false when the text is no IPv4 address. */
export function writeIpv4(view: DataView, offset: number, text: string): boolean {
  if (!isIPv4(text)) return false;
  let at = offset;
  for (const part of text.split(".")) {
    view.setUint8(at, Number(part));
    at += 1;
  }
  return true;
}

/** Writes the 16 bytes at `offset`; false when the text is no IPv6 address in groups. */
export function writeIpv6(view: DataView, offset: number, text: string): boolean {
  if (!isIPv6(text) || text.includes(".") || text.includes("%")) return false;
  const [head = "", tail] = text.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  for (let at = 0; at < ipv6Bytes; at += 4) view.setUint32(offset + at, 0);
  let at = offset;
  for (const group of before) {
    view.setUint16(at, Number.parseInt(group, 16));
    at += 2;
  }
  at = offset + ipv6Bytes - after.length * 2;
  for (const group of after) {
    view.setUint16(at, Number.parseInt(group, 16));
    at += 2;
  }
  return true;
}
