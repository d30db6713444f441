import type { TapCommand__Output } from "../../proto/gen/tapline/v1/TapCommand.ts";
import { runTap } from "../capture/tap.ts";
import { tapSettings } from "../capture/tcpdump-vector.ts";
import { readLinks } from "../ports/links.ts";
import type { OvsSource } from "../ports/ovs-view.ts";
import type { CommandHandler } from "./command-handler.ts";

/** Puts up a tap on all interfaces of the node until it is cancelled, or its limit is reached. */
export const tapHandler = (ovs: OvsSource): CommandHandler<TapCommand__Output> => ({
  endsEarly: true,
  /**
   * Each holds a kernel buffer of 8 MB, and the kernel runs its filter on every packet of the node;
   * twice the diagnoses that the aggregator takes at once, one for each IP version.
   */
  maxRunning: 32,
  run: async (request, context) => {
    const { filter, snapLength, maxPackets } = request;
    const settings = tapSettings(filter, snapLength, maxPackets);
    // Read while tcpdump starts: names for the interface indexes of the sightings.
    const links = readLinks(null, context.signal);
    links.catch(() => {}); // awaited below, where its failure counts
    const hwOffload = hwOffloadOf(ovs, context.signal);
    const tapReport = await runTap(settings, {
      stop: context.stop,
      signal: context.signal,
      onListening: async () => {
        const facts = { links: await links, hwOffload: await hwOffload };
        return context.send({ tapStarted: { ...facts, clockUnixUs: Date.now() * 1_000 } });
      },
      offer: (records, count) => {
        const batch = { records: Buffer.from(records.buffer, records.byteOffset, records.length) };
        return context.offer({ sightings: { ...batch, count } }, records.length);
      },
    });
    return { tapReport };
  },
});

/** What passes in hardware passes no tap. A switch that cannot be asked passes nothing there. */
async function hwOffloadOf(ovs: OvsSource, signal: AbortSignal): Promise<boolean> {
  const snapshot = await ovs.snapshot(signal).catch(() => null);
  return snapshot?.otherConfig.get("hw-offload") === "true";
}
