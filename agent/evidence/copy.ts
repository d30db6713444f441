/**
 * Bytes of a packet into a record, in words: an address as it is on the wire is as it is in the
 * record. `copyWord` is as small as it is so that V8 compiles it into all of its callers, however
 * large these are (27 bytes of bytecode; with a byte order given it would be 34).
 */
export function copyWord(from: DataView, fromAt: number, to: DataView, toAt: number): void {
  to.setInt32(toAt, from.getInt32(fromAt));
}

/** 6 bytes. */
export function copyMac(from: DataView, fromAt: number, to: DataView, toAt: number): void {
  copyWord(from, fromAt, to, toAt);
  to.setInt16(toAt + 4, from.getInt16(fromAt + 4));
}

/** 4 bytes. */
export const copyIpv4 = copyWord;

/** 16 bytes. */
export function copyIpv6(from: DataView, fromAt: number, to: DataView, toAt: number): void {
  copyWord(from, fromAt, to, toAt);
  copyWord(from, fromAt + 4, to, toAt + 4);
  copyWord(from, fromAt + 8, to, toAt + 8);
  copyWord(from, fromAt + 12, to, toAt + 12);
}
