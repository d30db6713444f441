import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "../../lib/backoff.ts";
import type { Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import type { AggregatorPlace } from "../options.ts";
import { connectTo } from "./connection.ts";
import { transfersTo } from "./outgoing-transfer.ts";
import { Session, type SessionEnd, type SessionParts } from "./session.ts";
import { SessionError } from "./session-error.ts";
import type { LossCounts } from "./session-watch.ts";

export interface DialerOptions extends Omit<SessionParts, "transfers"> {
  readonly aggregator: AggregatorPlace;
  /** Made anew for every session: versions and clock change. */
  readonly hello: () => Promise<Hello>;
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number };
}

/** A new aggregator Pod is up within seconds: longer waits would only delay the first answer. */
const defaultBackoff = { firstMs: 200, maxMs: 5_000 };

/** Keeps a session with the aggregator until the signal ends it: agents listen on nothing. */
export async function keepSession(options: DialerOptions, signal: AbortSignal): Promise<void> {
  let lost: LossCounts = { replies: 0, events: 0 };
  for (let failures = 0; !signal.aborted; ) {
    const end = await openSession(options, lost, signal);
    if (signal.aborted) return;
    const { replies, events } = end.lost;
    lost = { replies: lost.replies + replies, events: lost.events + events };
    failures = end.wasWelcomed ? 1 : failures + 1;
    const waitMs = backoffMs(options.backoff ?? defaultBackoff, failures, Math.random());
    options.log.warn(
      { reason: end.reason.message, code: end.reason.type.code, waitMs: Math.round(waitMs) },
      "session ended",
    );
    await delay(waitMs, undefined, { signal }).catch(() => {}); // only the signal interrupts it
  }
}

async function openSession(
  options: DialerOptions,
  lostBefore: LossCounts,
  signal: AbortSignal,
): Promise<SessionEnd> {
  const hello = await options.hello();
  const client = clientOf(options.aggregator);
  if (client instanceof SessionError) {
    return { reason: client, wasWelcomed: false, lost: { replies: 0, events: 0 } };
  }
  try {
    const parts = { ...options, transfers: transfersTo(options.aggregator) };
    return await new Session(client.session(), parts, lostBefore).serve(hello, signal);
  } finally {
    client.close();
  }
}

/** Files that cannot be used now may be there at the next attempt. */
function clientOf(aggregator: AggregatorPlace): ReturnType<typeof connectTo> | SessionError {
  try {
    return connectTo(aggregator);
  } catch (thrown) {
    if (thrown instanceof SessionError) return thrown;
    throw thrown;
  }
}
