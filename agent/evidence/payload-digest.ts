/**
 * How many bytes are digested: ping's time of sending in microseconds and part of its pattern, all
 * of a UDP probe, the head of a DNS message. A tap has them also inside a tunnel over IPv6.
 */
export const digestedBytes = 32;

/**
 * A number of 32 bits that packets with the same bytes have in common, and by chance one pair of
 * others in 4 thousand million: MurmurHash3's mixing, by words, then by bytes. Never 0, which is
 * what a record holds where there is none.
 */
export function digestOf(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, view.getInt32(at));
  for (; at < end; at += 1) hash = mixed(hash, view.getUint8(at));
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return hash === 0 ? 1 : hash;
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const rotated = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593) ^ hash;
  return (Math.imul((rotated << 13) | (rotated >>> 19), 5) + 0xe6546b64) | 0;
}
