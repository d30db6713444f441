import { reason } from "../../../proto/reasons/index.ts";
import { type Check, endArgs, ends, foundOrClean, skipped } from "../check.ts";

/** What was asked for fits through the pod's own interface. */
export const podMtuCheck: Check = {
  name: "pod/mtu",
  description: "Packets of the size that was asked for fit through the source pod's interface",
  codes: ["POD_PACKET_TOO_LARGE"],
  reads: ["port"],
  run({ view, located }) {
    const { asked } = located;
    if (asked === null) return skipped(reason("PROBE_SILENT", {}));
    const refused = [...asked.series.attempts.values()].filter(
      (attempt) => attempt.outcome === "too-big",
    );
    const left = asked.rows[0]?.seen.size ?? 0;
    if (refused.length === 0 || left > 0) return foundOrClean([]);
    const reported = Math.max(...refused.map((attempt) => attempt.reportedMtu));
    const port = view.port("source");
    const ownMtu = port.known ? (port.value?.mtu ?? 0) : 0;
    const { namespace, name, node } = view.plan.source;
    return foundOrClean([
      {
        code: "POD_PACKET_TOO_LARGE",
        stage: "source-pod",
        direction: "request",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, "source"),
          size: asked.series.packetBytes ?? "",
          mtu: reported || ownMtu,
        },
        resources: [{ kind: "Pod", namespace, name }],
        evidence: asked.series.evidence,
        weight: "decisive",
      },
    ]);
  },
};
