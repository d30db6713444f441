import type { AddressSet } from "../../../proto/records/address-set.ts";
import { absent, type Sighting } from "../../../proto/records/sighting.ts";
import type { QuotedView } from "../../../proto/records/views.ts";
import { echoReply, echoRequest, icmpv6, protocolNumbers, tcpFlag } from "./protocol-numbers.ts";
import type { SeriesKeys } from "./series.ts";
import type { Stalled } from "./stalled.ts";

/**
 * What NAT made of a pod's flows at one point, learnt from packets that are the same before and
 * behind it. Kube-OVN masquerades with `--random-fully`: no port and no echo identifier stays.
 */
export interface Translation {
  /** The addresses of the one who asks, as they are before NAT. */
  readonly own: AddressSet;
  /**
   * The source port or echo identifier that a flow has before NAT; null where no flow of the series
   * is known to have this address and port behind it.
   */
  originalOf(address: string, port: number): number | null;
  /**
   * Whether packets of a transaction may have come by without being known: what they would be known
   * by was not seen before NAT, or others have it in common.
   */
  mayHide(key: number): boolean;
}

/**
 * What a sighting means for a series of transactions.
 *
 * `refusal` is an answer that says no: a TCP reset, or an ICMP error that quotes the request.
 */
export interface Recognised {
  readonly key: number;
  readonly kind: "request" | "reply" | "refusal" | "error";
}

type Kind = Recognised["kind"];

/** Tells whether a packet belongs to a transaction of the series, and as what. */
export function recognise(series: SeriesKeys, sighting: Sighting): Recognised | null {
  const recogniser = new Recogniser(series);
  if (!recogniser.recognises(sighting)) return null;
  return { key: recogniser.key, kind: recogniser.kind };
}

/**
 * Tells of one packet after the other whether it belongs to a transaction of the series. What it
 * found of the last one is in its own fields: all packets of a tap pass here, and none may cost an
 * object.
 */
export class Recogniser implements Recognised {
  /** Of the packet that was recognised last. */
  key = 0;
  kind: Kind = "request";
  readonly #series: SeriesKeys;
  readonly #sources: AddressSet;
  readonly #destinations: AddressSet;
  readonly #protocol: number;
  /** Over IPv6, where it has another. */
  readonly #protocolV6: number;
  readonly #stalled: Stalled | undefined;
  /** A TCP packet must open or reset its connection to be of the series. */
  readonly #wantsOpening: boolean;
  readonly #translation: Translation | null;

  /** @param translation where the packets may have passed NAT; null where they are as sent. */
  constructor(series: SeriesKeys, translation: Translation | null = null) {
    this.#series = series;
    this.#translation = translation;
    this.#sources = series.sources;
    this.#destinations = series.destinations;
    [this.#protocol, this.#protocolV6] = protocolNumbers[series.protocol];
    this.#stalled = series.stalled?.size ? series.stalled : undefined;
    this.#wantsOpening = !series.wholeFlows && this.#stalled === undefined;
  }

  recognises(sighting: Sighting): boolean {
    const { protocol } = sighting;
    if (protocol === absent) return false;
    if (sighting.isQuoting) return this.#error(sighting, sighting.quoted);
    if (!this.#isOfProtocol(protocol)) return false;
    const destinations = this.#destinations;
    const isThere = this.#isFromSource(sighting) && sighting.isTo(destinations);
    const isBack = sighting.isFrom(destinations) && this.#isToSource(sighting);
    if (!isThere && !isBack) return false;
    // Of a pod that talks to itself by its Service the ports tell which way a packet goes.
    const forward = isThere && (!isBack || this.#flowKey(sighting, true));
    switch (this.#protocol) {
      case protocolNumbers.icmp[0]:
        return this.#echo(sighting, forward);
      case protocolNumbers.tcp[0]:
        return this.#tcp(sighting, forward);
      default:
        if (sighting.fragmentOffset !== 0 || !this.#flowKey(sighting, forward)) return false;
        return this.#is(forward ? "request" : "reply");
    }
  }

  #isOfProtocol(protocol: number): boolean {
    return protocol === this.#protocol || protocol === this.#protocolV6;
  }

  /** Behind NAT whose it is depends on the port as well: any address may be the source's. */
  #isFromSource(sighting: Sighting): boolean {
    return this.#translation !== null || sighting.isFrom(this.#sources);
  }

  #isToSource(sighting: Sighting): boolean {
    return this.#translation !== null || sighting.isTo(this.#sources);
  }

  #is(kind: Kind): true {
    this.kind = kind;
    return true;
  }

  /** True when the two name a transaction. */
  #hasKey(first: number, second: number): boolean {
    const key = this.#series.keyOf(first, second);
    if (key === null) return false;
    this.key = key;
    return true;
  }

  #flowKey(sighting: Sighting, forward: boolean): boolean {
    const first = this.#firstOf(sighting, forward);
    if (first === null) return false;
    return this.#hasKey(first, forward ? sighting.destinationPort : sighting.sourcePort);
  }

  /** The source's port or echo identifier, as it is before NAT; null where it is another's. */
  #firstOf(sighting: Sighting, forward: boolean): number | null {
    const port = forward ? sighting.sourcePort : sighting.destinationPort;
    const translation = this.#translation;
    if (translation === null) return port;
    const isUntouched = forward ? sighting.isFrom(translation.own) : sighting.isTo(translation.own);
    if (isUntouched) return port;
    const { ip } = sighting;
    if (ip === null) return null;
    return translation.originalOf(forward ? ip.source : ip.destination, port);
  }

  /** ICMP echo (RFC 792) and ICMPv6 echo (RFC 4443): identifier names the series. */
  #echo(sighting: Sighting, forward: boolean): boolean {
    const { icmpType, icmpSequence } = sighting;
    if (icmpSequence === absent) return false;
    const [v4, v6] = forward ? echoRequest : echoReply;
    if (icmpType !== v4 && icmpType !== v6) return false;
    const identifier = this.#firstOf(sighting, forward);
    if (identifier === null || !this.#hasKey(identifier, icmpSequence)) return false;
    return this.#is(forward ? "request" : "reply");
  }

  /** A transaction is a connection attempt: SYN there, SYN-ACK or RST back (RFC 9293). */
  #tcp(sighting: Sighting, forward: boolean): boolean {
    const flags = sighting.tcpFlags;
    if (flags === absent) return false;
    // Most packets of a connection neither open nor reset it: that is asked before whose it is.
    if (this.#wantsOpening && (flags & (tcpFlag.syn | tcpFlag.rst)) === 0) return false;
    if (!this.#flowKey(sighting, forward)) return false;
    const start = this.#stalled?.get(this.key);
    if (start !== undefined) return this.#data(sighting, start, forward);
    const syn = (flags & tcpFlag.syn) !== 0;
    const ack = (flags & tcpFlag.ack) !== 0;
    const opening = this.#series.wholeFlows || (forward ? syn && !ack : syn && ack);
    if (forward) return opening && this.#is("request");
    if ((flags & tcpFlag.rst) !== 0) return this.#is("refusal");
    return opening && this.#is("reply");
  }

  /**
   * Of a connection that opened and then stalled: the first data of the request, however often it
   * is sent again; data or a close back. Bare acknowledgements are no answer.
   */
  #data(sighting: Sighting, start: number | null, forward: boolean): boolean {
    const { tcpFlags, tcpSequence, payloadLength } = sighting;
    const isData = payloadLength > 0 && (tcpFlags & tcpFlag.syn) === 0;
    if (forward) return isData && tcpSequence === start && this.#is("request");
    if ((tcpFlags & tcpFlag.rst) !== 0) return this.#is("refusal");
    return (isData || (tcpFlags & tcpFlag.fin) !== 0) && this.#is("reply");
  }

  /** ICMP errors quote the packet they are about: that names the transaction. */
  #error(sighting: Sighting, quoted: QuotedView | null): boolean {
    if (quoted === null || !this.#isOfProtocol(quoted.protocol)) return false;
    const destinations = this.#destinations;
    const first = this.#firstOfQuoted(quoted);
    if (first === null || !quoted.isTo(destinations)) return false;
    const isEcho = this.#protocol === protocolNumbers.icmp[0];
    const second = isEcho ? quoted.icmpSequence : quoted.destinationPort;
    if (second === null || !this.#hasKey(first, second)) return false;
    const [type, code] = portUnreachable[sighting.protocol === icmpv6 ? "v6" : "v4"];
    const isRefused =
      sighting.icmpType === type && sighting.icmpCode === code && sighting.isFrom(destinations);
    return this.#is(isRefused ? "refusal" : "error");
  }

  #firstOfQuoted(quoted: QuotedView): number | null {
    const { sourcePort } = quoted;
    const translation = this.#translation;
    if (translation === null) return quoted.isFrom(this.#sources) ? sourcePort : null;
    if (quoted.isFrom(translation.own)) return sourcePort;
    return translation.originalOf(quoted.source, sourcePort);
  }
}

/** Type and code. */
const portUnreachable = { v4: [3, 3], v6: [1, 4] } as const;
