import { addressBits } from "./address.ts";
import { absent, type Field, type NumberField, numberField, ones, unknown } from "./field.ts";
import { ctStates } from "./names.ts";
import type { FirewallPacket } from "./packet.ts";
import type { Tristate } from "./tristate.ts";

/** A mark of 32 bits; of some bits it may not be known any more what rules made of them. */
export interface Mark {
  readonly bits: bigint;
  readonly known: bigint;
  /** Ones where no rule has set it: there it is 0, unless something else has set it. */
  readonly doubt: bigint;
}

const noMark: Mark = { bits: 0n, known: ones(32), doubt: ones(32) };

export const unknownMark: Mark = { bits: 0n, known: 0n, doubt: 0n };

/** What is known where a packet is: whether the kernel has looked at it, and where it is going. */
export interface At {
  readonly hook: string;
  readonly priority: number;
}

/** The part of a packet that rules may change on its way through the hooks. */
type Changeable = "source" | "destination" | "sourcePort" | "destinationPort";

/** A packet on its way through a firewall, with what the rules that it met may have changed. */
export class PacketState {
  readonly packet: FirewallPacket;
  readonly isV6: boolean;
  readonly #hooks: readonly string[];
  readonly #hidden = new Set<Changeable>();
  readonly #growing = new Set<string>();
  #at: At = { hook: "", priority: 0 };
  #isUntracked: Tristate = "no";
  mark = noMark;
  ctMark: Mark;

  /**
   * @param hooks all that the packet passes, in their order.
   * @param marksConnections rules do: that of an older connection is then not known.
   */
  constructor(packet: FirewallPacket, hooks: readonly string[], marksConnections = false) {
    this.packet = packet;
    this.isV6 = packet.source.includes(":");
    this.#hooks = hooks;
    this.ctMark = marksConnections && packet.ctState !== "new" ? unknownMark : noMark;
  }

  enter(hook: string, priority: number): void {
    this.#at = { hook, priority };
  }

  get hook(): string {
    return this.#at.hook;
  }

  address(side: "source" | "destination"): Field {
    const bits = this.#hidden.has(side) ? null : addressBits(this.packet[side]);
    return bits === null ? unknown : numberField(bits.bits, bits.size);
  }

  port(side: "source" | "destination"): number | null {
    const name = side === "source" ? "sourcePort" : "destinationPort";
    return this.#hidden.has(name) ? null : this.packet[name];
  }

  /** From here on it is not known what the packet has there. */
  hide(what: Changeable): void {
    this.#hidden.add(what);
  }

  /** The name of an interface, "" where a packet has none at this hook, null when not known. */
  interfaceName(side: "in" | "out"): string | null {
    const { hook } = this.#at;
    if (side === "out" && ["ingress", "prerouting", "input"].includes(hook)) return "";
    if (side === "in" && hook === "output") return "";
    return side === "in" ? this.packet.inInterface : this.packet.outInterface;
  }

  /** Whether the node, or the pod, has the address itself; null when not known. */
  isLocal(side: "source" | "destination"): boolean | null {
    if (this.#hidden.has(side)) return null;
    const passes = (hook: string) => this.#hooks.includes(hook);
    const [leaves, arrives] = [passes("output"), passes("input")];
    if (this.packet.outInterface === "lo") return true;
    if (side === "source") return leaves ? true : arrives || passes("forward") ? false : null;
    return arrives ? true : leaves || passes("forward") ? false : null;
  }

  /** Whether the kernel knows the packet's connection here. */
  get tracking(): "tracked" | "not-yet" | "untracked" | "unknown" {
    const { hook, priority } = this.#at;
    if (hook === "ingress") return "not-yet";
    if (hook === "egress") return "unknown";
    if (hook === "prerouting" || hook === "output") {
      if (priority === trackingPriority) return "unknown";
      if (priority < trackingPriority) {
        return this.#isUntracked === "no" ? "not-yet" : this.#untracked;
      }
    }
    return this.#isUntracked === "no" ? "tracked" : this.#untracked;
  }

  get #untracked(): "untracked" | "unknown" {
    return this.#isUntracked === "yes" ? "untracked" : "unknown";
  }

  /** A rule exempts it from connection tracking, or may: too late where it is tracked already. */
  untrack(applies: Tristate): void {
    const { tracking } = this;
    if (tracking === "tracked" || tracking === "untracked") return;
    if (tracking === "not-yet" || applies !== "yes") this.#isUntracked = applies;
    else this.#isUntracked = "maybe";
  }

  /** NF_CT_STATE_BIT: a packet without a connection is "invalid". */
  get ctState(): Field {
    switch (this.tracking) {
      case "tracked":
        return this.#trackedState;
      case "untracked":
        return numberField(64, 32, ctStates);
      case "not-yet":
        return numberField(1, 32, ctStates);
      default:
        return unknown;
    }
  }

  /** A packet of ours is in no state but its own, unless the kernel finds it out of order. */
  get #trackedState(): Field {
    const state = this.packet.ctState === "new" ? 8 : 2;
    return { ...numberField(state, 32, ctStates), doubt: BigInt(state | 1) };
  }

  /** A field of the connection: without one the rule does not apply. */
  ofConnection(field: Field): Field {
    const { tracking } = this;
    if (tracking === "tracked") return field;
    return tracking === "unknown" ? unknown : absent;
  }

  /** Rules may add to a set what the packet has. */
  grow(set: string): void {
    this.#growing.add(set);
  }

  isGrowing(set: string): boolean {
    return this.#growing.has(set);
  }
}

/** NF_IP_PRI_CONNTRACK. */
const trackingPriority = -200;

export function markField(mark: Mark): NumberField {
  return { ...numberField(0, 32), ...mark };
}

/** `(mark & ~mask) ^ value`, as the kernel computes it; null for what is not known. */
export function xmarked(mark: Mark, value: bigint | null, mask: bigint): Mark {
  if (value === null) return unknownMark;
  return {
    bits: ((mark.bits & ~mask) ^ value) & ones(32),
    known: (mark.known | mask) & ones(32),
    doubt: mark.doubt & ~mask,
  };
}

/** A mark that a rule may have set. */
export function merged(before: Mark, after: Mark, applies: Tristate): Mark {
  if (applies === "yes") return after;
  const differing = (before.bits ^ after.bits) | (before.known ^ after.known);
  if (applies === "unlikely") return { ...before, doubt: before.doubt | differing };
  const known = before.known & after.known & ~differing;
  return { bits: after.bits & known, known, doubt: before.doubt | after.doubt };
}
