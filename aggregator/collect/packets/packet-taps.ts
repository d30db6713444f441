import { beforeAbort } from "../../../lib/before-abort.ts";
import type { Window__Output } from "../../../proto/gen/tapline/v1/Window.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import type { EvidenceBody, TapEvidence } from "../../evidence/item.ts";
import type { TapResult, TapSession } from "../../transport/agent-handle.ts";
import type { PathAgents } from "../path-agents.ts";
import type { Recording } from "../recorder.ts";

export interface TapOptions {
  readonly agents: PathAgents;
  readonly nodes: readonly string[];
  readonly filter: string;
  readonly record: Recording;
  readonly timeoutMs: number;
  /** Ends the taps, too. */
  readonly signal: AbortSignal;
}

/** Headers of an encapsulated packet: outer Ethernet to Geneve options, inner Ethernet to TCP. */
const snapLength = 256;
/** Some hundred packets belong to a diagnosis; more is other traffic that the filter lets in. */
const maxPackets = 20_000;

interface RunningTap {
  readonly node: string;
  readonly session: TapSession;
}

/** Taps on every node of a path. */
export class PacketTaps {
  readonly #taps: RunningTap[] = [];

  /** Resolves when every tap that can listen does; the others are recorded as failed. */
  async start(options: TapOptions): Promise<void> {
    await Promise.all(options.nodes.map((node) => this.#start(options, node)));
  }

  /** What has arrived so far; more may be under way. */
  seen(): Sighting[] {
    return this.#taps.flatMap(({ session }) => [...session.seen()]);
  }

  /** Stops the taps and records what they saw; of one that is not done by then, what arrived. */
  async stop(record: Recording, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#taps.splice(0).map((tap) => stopTap(record, tap, signal)));
  }

  async #start(
    { agents, filter, record, timeoutMs, signal }: TapOptions,
    node: string,
  ): Promise<void> {
    const body: EvidenceBody = { kind: "sighting", name: "tap", data: null };
    try {
      const order = { filter, snapLength, maxPackets };
      const starting = agents.on(node).tap(order, { timeoutMs, signal });
      const started = await beforeAbort(starting, signal);
      if (started !== null) this.#taps.push({ node, session: started.value });
      else {
        starting.then((session) => session.stop()).catch(() => {}); // nobody reads it any more
        throw signal.reason;
      }
    } catch (thrown) {
      record.failed(node, body, reasonOf(thrown));
    }
  }
}

async function stopTap(
  record: Recording,
  { node, session }: RunningTap,
  signal: AbortSignal,
): Promise<void> {
  const stopped = await beforeAbort(session.stop(), signal);
  const { sightings, report, complete, problem } = stopped?.value ?? cutShort(session);
  const data: TapEvidence = {
    sightings,
    links: session.links,
    complete,
    lost:
      (report?.packetsDroppedKernel ?? 0) +
      (report?.packetsDroppedInterface ?? 0) +
      (report?.sightingsLost ?? 0),
    sightingsExpected: report?.sightingsSent ?? sightings.length,
    problem,
    ...(report?.window ? { window: windowOf(report.window) } : {}),
    clock: session.clock ?? null,
    ...(session.hwOffload ? { hwOffload: true } : {}),
  };
  record.ok(node, { kind: "sighting", name: "tap", data });
}

/** What arrived proves that it was there; what did not arrive proves nothing. */
function cutShort(session: TapSession): TapResult {
  const problem = reason("TIME_RAN_OUT", {});
  return { sightings: session.seen(), report: null, complete: false, problem };
}

function windowOf({ fromUnixUs, toUnixUs }: Window__Output): NonNullable<TapEvidence["window"]> {
  return { fromUs: fromUnixUs, toUs: toUnixUs };
}
