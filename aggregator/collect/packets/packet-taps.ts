import type { Window__Output } from "../../../proto/gen/tapline/v1/Window.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import type { EvidenceBody, TapEvidence } from "../../evidence/item.ts";
import type { AgentHandle, TapSession } from "../../transport/agent-handle.ts";
import type { Recorder } from "../recorder.ts";

export interface TapOptions {
  /** Agents of the nodes to watch; null for one that is away. */
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly filter: string;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Headers of an encapsulated packet: outer Ethernet to Geneve options, inner Ethernet to TCP. */
const snapLength = 256;
/** Some hundred packets belong to a diagnosis; more is other traffic that the filter lets in. */
const maxPackets = 20_000;
const startTimeoutMs = 3_000;

interface RunningTap {
  readonly node: string;
  readonly session: TapSession;
}

/** Taps on every node of a path, all of them listening. */
export class PacketTaps {
  readonly #recorder: Recorder;
  readonly #taps: readonly RunningTap[];

  private constructor(recorder: Recorder, taps: readonly RunningTap[]) {
    this.#recorder = recorder;
    this.#taps = taps;
  }

  /** Resolves when every tap that can listen does; the others are recorded as failed. */
  static async start(options: TapOptions): Promise<PacketTaps> {
    const taps = await Promise.all(
      [...options.agents].map(([node, agent]) => startTap(options, node, agent)),
    );
    return new PacketTaps(
      options.recorder,
      taps.filter((tap) => tap !== null),
    );
  }

  /** What has arrived so far; more may be under way. */
  seen(): Sighting[] {
    return this.#taps.flatMap(({ session }) => [...session.seen()]);
  }

  /** Stops the taps and records what they saw. */
  async stop(): Promise<void> {
    await Promise.all(this.#taps.map((tap) => stopTap(this.#recorder, tap)));
  }
}

async function startTap(
  { filter, recorder, signal }: TapOptions,
  node: string,
  agent: AgentHandle | null,
): Promise<RunningTap | null> {
  const body: EvidenceBody = { kind: "sighting", name: "tap", data: null };
  if (agent === null) {
    recorder.failed(node, body, reason("NO_AGENT", { node }));
    return null;
  }
  try {
    const order = { filter, snapLength, maxPackets };
    return { node, session: await agent.tap(order, { timeoutMs: startTimeoutMs, signal }) };
  } catch (thrown) {
    recorder.failed(node, body, reasonOf(thrown));
    return null;
  }
}

async function stopTap(recorder: Recorder, tap: RunningTap): Promise<void> {
  const result = await tap.session.stop();
  const report = result.report;
  const data: TapEvidence = {
    sightings: result.sightings,
    links: tap.session.links,
    complete: result.complete,
    lost:
      (report?.packetsDroppedKernel ?? 0) +
      (report?.packetsDroppedInterface ?? 0) +
      (report?.sightingsLost ?? 0),
    sightingsExpected: report?.sightingsSent ?? result.sightings.length,
    problem: result.problem,
    ...(report?.window ? { window: windowOf(report.window) } : {}),
    clock: tap.session.clock ?? null,
    ...(tap.session.hwOffload ? { hwOffload: true } : {}),
  };
  recorder.ok(tap.node, { kind: "sighting", name: "tap", data });
}

function windowOf({ fromUnixUs, toUnixUs }: Window__Output): NonNullable<TapEvidence["window"]> {
  return { fromUs: fromUnixUs, toUs: toUnixUs };
}
