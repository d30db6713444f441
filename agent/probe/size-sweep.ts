import type { SentAttempt } from "../../proto/wire/probe.ts";
import { ping } from "./ping.ts";
import type { ProbeRequest } from "./probe-request.ts";
import { type SizeRange, sweepLimits } from "./sweep-limits.ts";

/** Sends echoes of the given sizes at once; whether each was answered. */
export type SendSizes = (sizes: readonly number[]) => Promise<readonly SentAttempt[]>;

/**
 * Looks for the largest packet that passes, by echoes of many sizes at once instead of one after
 * the other: a size that does not pass costs the whole wait.
 */
export async function sweepSizes(range: SizeRange, send: SendSizes): Promise<SentAttempt[]> {
  const attempts: SentAttempt[] = [];
  let open = range;
  for (let round = 0; round < sweepLimits.rounds && open.fails - open.passes > 1; round++) {
    const made = await send(sizesBetween(open, sweepLimits.perRound));
    attempts.push(...made);
    open = narrowed(open, made);
  }
  return attempts;
}

/** At most `count` sizes that divide the range into even parts; neither end is among them. */
export function sizesBetween({ passes, fails }: SizeRange, count: number): number[] {
  const inside = Math.max(0, fails - passes - 1);
  const used = Math.min(count, inside);
  return Array.from(
    { length: used },
    (_, index) => passes + Math.round(((index + 1) * (inside + 1)) / (used + 1)),
  );
}

/** A larger size that passed makes a smaller one that did not a packet lost by chance. */
export function narrowed(range: SizeRange, attempts: readonly SentAttempt[]): SizeRange {
  const sizes = (isAnswered: boolean): number[] =>
    attempts
      .filter(({ outcome }) => (outcome === "answered") === isAnswered)
      .map(({ packetBytes }) => Number(packetBytes ?? 0));
  const passes = Math.max(range.passes, ...sizes(true));
  const fails = Math.min(range.fails, ...sizes(false).filter((size) => size > passes));
  return { passes, fails };
}

/** The sweep in a pod's namespace. Its attempts are known by their echo identifiers. */
export function pingSweep(
  netns: string,
  request: ProbeRequest,
  range: SizeRange,
  signal: AbortSignal,
): Promise<SentAttempt[]> {
  let identifier = request.identifier;
  return sweepSizes(range, (sizes) =>
    Promise.all(
      sizes.map(async (packetBytes): Promise<SentAttempt> => {
        const key = identifier++;
        const one = { ...request, count: 1, identifier: key, packetBytes, dontFragment: true };
        const { attempts, error } = await ping(netns, one, signal);
        const [attempt] = attempts;
        return { outcome: "error", detail: error, ...attempt, key, packetBytes };
      }),
    ),
  );
}
