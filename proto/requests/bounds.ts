/**
 * Defaults and bounds of requests, once: the aggregator's services hold requests to them, the
 * command line shows them in its help and says at once what is beyond them.
 */
export const requestDefaults = {
  /** Of names that carry none. */
  namespace: "default",
  /**
   * Probes. Five tell loss from a first packet that is lost; of a Service they have to meet every
   * backend: four for each of two all go to the other one in 1 of 256.
   */
  count: { toOne: 5, toEachBackend: 4, most: 16 },
  /** Five probes, their waits, the traces. */
  timeoutMs: 15_000,
  /** Of `httpPath` (RFC 9110 4.2.1). */
  httpPort: 80,
} as const;

export const requestBounds = {
  port: { least: 1, most: 65_535 },
  /** Probes. */
  count: { least: 1, most: 100 },
  /** Of an IP packet: 28 are an IPv4 and an ICMP header. */
  sizeBytes: { least: 28, most: 65_535 },
  timeoutMs: { least: 1_000, most: 120_000 },
  /** Table numbers are a byte (OpenFlow 1.5, ofp_table); 255 is OFPTT_ALL. */
  table: { least: 0, most: 254 },
  /** Longer than any namespace/name (63 + 253) or host name (253) can be. */
  nameLength: 320,
  /** Some lines of what a client printed. */
  errorTextLength: 2_000,
  httpPathLength: 2_000,
  /** A bridge of 100,000 flows takes some seconds to a reader that pauses now and then. */
  flowsMs: 60_000,
} as const;
