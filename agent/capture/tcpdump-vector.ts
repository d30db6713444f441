import { reason } from "../../proto/reasons/index.ts";
import { TapError } from "./tap-error.ts";

/** How much is captured, and of what. */
export interface TapSettings {
  /** pcap-filter(7), "" for everything. */
  readonly filter: string;
  /** Bytes of each packet, the 20 of the SLL2 header included. */
  readonly snapLength: number;
  /** Packets after which the tap ends by itself. */
  readonly maxPackets: number;
}

export const tapLimits = {
  /**
   * SLL2 20, outer IPv4 20, UDP 8, Geneve 16, Ethernet 14, IPv6 40, TCP 60, probe token 8: 186.
   * Rounded up for extension headers.
   */
  defaultSnapLength: 256,
  minSnapLength: 64,
  maxSnapLength: 65_535,
  defaultMaxPackets: 1_000_000,
  maxFilterBytes: 16_384,
  /** Kernel buffer: some 25,000 packets, a tenth of a second of 250,000 packets/s. */
  bufferKib: 8_192,
} as const;

/**
 * Fills in defaults for zeros.
 *
 * @throws {TapError} SNAP_LENGTH_OUT_OF_RANGE, FILTER_TOO_LONG, FILTER_WITH_NUL.
 */
export function tapSettings(filter: string, snapLength: number, maxPackets: number): TapSettings {
  const snap = snapLength || tapLimits.defaultSnapLength;
  const { minSnapLength, maxSnapLength, maxFilterBytes } = tapLimits;
  if (snap < minSnapLength || snap > maxSnapLength) {
    const args = { snapLength, min: minSnapLength, max: maxSnapLength };
    throw new TapError(reason("SNAP_LENGTH_OUT_OF_RANGE", args));
  }
  const bytes = Buffer.byteLength(filter);
  if (bytes > maxFilterBytes) {
    throw new TapError(reason("FILTER_TOO_LONG", { bytes, maxBytes: maxFilterBytes }));
  }
  if (filter.includes("\0")) throw new TapError(reason("FILTER_WITH_NUL", {}));
  return { filter, snapLength: snap, maxPackets: maxPackets || tapLimits.defaultMaxPackets };
}

/**
 * The vector of the node's tap.
 *
 * `-i any` with SLL2 gives interface and direction of every packet. `--immediate-mode`: otherwise
 * libpcap's ring holds packets back for up to a second, and loses those at the end. `-U`: a write
 * per packet, which 0.6 million packets/s allow. SIGUSR2, which would flush a larger buffer, calls
 * fflush(3) in the handler and garbles the stream when it meets a write (4.99.3, at 20,000
 * packets/s within a second). `-Z root`: a change of user would clear the signal that ends tcpdump
 * with its agent (prctl(2), PR_SET_PDEATHSIG).
 */
export function tcpdumpVector(settings: TapSettings): string[] {
  const { filter, snapLength } = settings;
  return [
    ...["tcpdump", "-i", "any", "-y", "LINUX_SLL2", "--immediate-mode", "-U", "-nn"],
    ...["-s", String(snapLength), "-B", String(tapLimits.bufferKib), "-w", "-", "-Z", "root"],
    ...["--", wholeFilter(filter)],
  ];
}

/** The vector that only compiles a filter, for the link type of the tap. */
export function filterCheckVector(filter: string): string[] {
  return ["tcpdump", "-y", "LINUX_SLL2", "-d", "--", filter];
}

/**
 * Leaves the loopback out, which is interface 1 of every namespace: it is on no path, and libpcap
 * drops its outgoing copies unread, so that the closing statistics would not add up.
 */
function wholeFilter(filter: string): string {
  return filter.trim() === "" ? "not ifindex 1" : `not ifindex 1 and (${filter})`;
}
