import { messageOf } from "../../lib/errors.ts";
import { decodeRecord } from "../packet/decode.ts";
import { Packet } from "../packet/packet.ts";
import { PcapReader } from "../packet/pcap-reader.ts";

export interface PacketReaderOptions {
  /** Packets that are handed on; later ones are counted only. */
  readonly maxPackets: number;
  /** The packet is valid during the call only. */
  readonly onPacket: (packet: Packet) => void;
  /** The limit is reached: called once. */
  readonly onLimit: () => void;
  /** The stream cannot be read on: called once. */
  readonly onFailure: () => void;
}

/** Decodes the packets of tcpdump's output, and counts those that are not handed on. */
export class PacketReader {
  readonly #options: PacketReaderOptions;
  readonly #packet = new Packet();
  readonly #reader: PcapReader;
  #handedOn = 0;
  #lost = 0;
  #lastUnixMs = 0;
  #lastTakenUnixMs = 0;
  #failure = "";

  constructor(options: PacketReaderOptions) {
    this.#options = options;
    this.#reader = new PcapReader((record, header) => {
      this.#lastUnixMs = record.seconds * 1_000 + record.nanoseconds / 1e6;
      if (this.#handedOn >= this.#options.maxPackets) {
        this.#lost += 1;
        return;
      }
      decodeRecord(this.#packet, header.linkType, record);
      this.#options.onPacket(this.#packet);
      this.#handedOn += 1;
      this.#lastTakenUnixMs = this.#lastUnixMs;
      if (this.#handedOn === this.#options.maxPackets) this.#options.onLimit();
    });
  }

  /** Packets that were read. */
  get packets(): number {
    return this.#handedOn + this.#lost;
  }

  /** Packets that were read and not handed on. */
  get lost(): number {
    return this.#lost;
  }

  /** Capture time of the last packet, milliseconds since 1970; 0 before the first. */
  get lastUnixMs(): number {
    return this.#lastUnixMs;
  }

  /** As `lastUnixMs`, of the last packet that was handed on. */
  get lastTakenUnixMs(): number {
    return this.#lastTakenUnixMs;
  }

  /** Why the stream could not be read on; "" while it can. */
  get failure(): string {
    return this.#failure;
  }

  push(chunk: Buffer): void {
    if (this.#failure !== "") return;
    this.#try(() => this.#reader.push(chunk));
  }

  end(): void {
    if (this.#failure === "") this.#try(() => this.#reader.end());
  }

  #try(read: () => void): void {
    try {
      read();
    } catch (thrown) {
      this.#failure = messageOf(thrown);
      this.#options.onFailure();
    }
  }
}
