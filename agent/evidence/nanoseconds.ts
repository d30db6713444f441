const nanosecondsPerSecond = 1_000_000_000n;
const wordBits = 32n;
const wordMask = 0xffff_ffffn;
const twoTo32 = 0x1_0000_0000;

/**
 * Capture times as nanoseconds since 1970 in 64 bits. As numbers they would lose their last digits,
 * and a bigint each would be allocated: so the seconds, which seldom change, are multiplied once.
 */
export class Nanoseconds {
  #seconds = 0;
  #high = 0;
  #low = 0;

  /** Writes 8 bytes, big endian. */
  write(to: DataView, at: number, seconds: number, nanoseconds: number): void {
    if (seconds !== this.#seconds) this.#begin(seconds);
    const low = this.#low + nanoseconds;
    const isCarried = low >= twoTo32;
    to.setUint32(at, isCarried ? this.#high + 1 : this.#high);
    to.setUint32(at + 4, isCarried ? low - twoTo32 : low);
  }

  #begin(seconds: number): void {
    const whole = BigInt(seconds) * nanosecondsPerSecond;
    this.#seconds = seconds;
    this.#high = Number(whole >> wordBits);
    this.#low = Number(whole & wordMask);
  }
}
