import type { CaseView } from "../../evidence/view.ts";
import type { Matrix } from "../join/matrix.ts";
import { isSameSegment, type Segment } from "../join/route.ts";
import type { Located } from "./located.ts";
import { lossOf } from "./loss.ts";

/** An echo with 56 bytes of data, as ping sends it: 20 or 40 bytes of IP, 8 of ICMP. */
export function smallEchoBytes(ip: string): number {
  return ip.includes(":") ? 104 : 84;
}

/**
 * How large the packets are that stop, in bytes of IP; null where nobody of ours sent them. Probes
 * without a size of their own are no larger than a small echo.
 */
export function stoppedBytes(
  { plan }: CaseView,
  { pattern, asked, large, loss }: Located,
): number | null {
  if (pattern === "large") return large?.series.packetBytes ?? null;
  if (plan.traffic.mode === "passive") return null;
  const small = smallEchoBytes(plan.source.ip);
  // What the survey loses, too, is lost at any size.
  return loss === null ? (asked?.series.packetBytes ?? small) : small;
}

/**
 * Most small echoes cross the segment. What stops all packets there, whatever they are, is then not
 * the reason that those which were asked for stop: how these differ from the echoes is.
 */
export function surveyCrosses(view: CaseView, { survey }: Located, segment: Segment): boolean {
  if (survey === null) return false;
  // To a Service they go past its load balancer, to the backend's own address.
  const isOtherWay = segment.stage.startsWith("source-") || segment.stage === "service";
  if (view.plan.service !== null && isOtherWay) return false;
  const losesFew = lossOf(survey).some(
    (one) => isSameSegment(one, segment) && one.lost * 2 < one.entered,
  );
  return losesFew || isSeenBehind(survey, segment);
}

/** Where a point before it missed one, the loss of the segment is not told; the echoes are. */
function isSeenBehind({ rows, series }: Matrix, segment: Segment): boolean {
  const end = rows.findIndex(({ step }) => isSameSegment(step.before, segment));
  if (end < 0) return false;
  const behind = rows.slice(end);
  const keys = [...series.attempts.keys()];
  const seen = keys.filter((key) => behind.some((row) => row.seen.has(key)));
  return seen.length * 2 > keys.length;
}
