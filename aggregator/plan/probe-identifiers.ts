import { randomInt } from "node:crypto";

/** Above the kernel's default ephemeral range of 32768 to 60999. */
const sourcePorts = { first: 61_000, last: 65_400 } as const;
/** ICMP echo identifiers have 16 bits (RFC 792); 0 is left out. */
const echoIdentifiers = { first: 1, last: 65_535 } as const;

/**
 * By what probes are recognised: source ports and echo identifiers, handed out in a row.
 *
 * Two diagnoses at once must not mix. And a port that comes again soon meets the remains of its
 * last connection in connection tracking: the answer would then be about that one. (On the
 * userspace datapath of OVS 3.1.0 it even ends ovs-vswitchd, by an assertion in lib/conntrack.c.)
 */
export class ProbeIdentifiers {
  readonly #ports = new Row(sourcePorts);
  readonly #echoes = new Row(echoIdentifiers);

  /** The first of `count` source ports in a row. */
  ports(count: number): number {
    return this.#ports.take(count);
  }

  /** The first of `count` echo identifiers in a row. */
  echo(count = 1): number {
    return this.#echoes.take(count);
  }
}

class Row {
  readonly #range: { readonly first: number; readonly last: number };
  #next: number;

  constructor(range: { readonly first: number; readonly last: number }) {
    this.#range = range;
    // Another aggregator, or this one before it was restarted, began somewhere else.
    this.#next = randomInt(range.first, range.last);
  }

  take(count: number): number {
    if (this.#next + count - 1 > this.#range.last) this.#next = this.#range.first;
    const taken = this.#next;
    this.#next += count;
    return taken;
  }
}
