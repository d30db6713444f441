import type { MtuReport } from "../../proto/documents/v1/diagnosis.ts";
import type { Located } from "../correlation/locate/located.ts";
import { pathMtuOf } from "../correlation/locate/path-mtu.ts";
import type { CaseView } from "../evidence/view.ts";
import { mtuPointsOf } from "../host-state/mtu-points.ts";
import { overheadTo } from "../host-state/overhead.ts";

/** What the interfaces of the path are set to, and what really passes. */
export function mtuReport(view: CaseView, located: Located): MtuReport {
  const overhead = overheadTo(view, "destination");
  const port = view.port("source");
  const podMtu = port.known ? (port.value?.mtu ?? 0) : 0;
  const bytes = overhead.known ? overhead.value : null;
  return {
    overhead: bytes,
    required: bytes === null || podMtu === 0 ? null : podMtu + bytes,
    points: mtuPointsOf(view),
    path: pathMtuOf(view, located.large),
  };
}
