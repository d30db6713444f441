import { reason } from "../../../proto/reasons/index.ts";
import { clockAhead } from "../../correlation/clocks/clock-ahead.ts";
import { atEnds, type Check, type Look } from "../check.ts";

/** Certificates, leases and logs of several nodes begin to suffer from there, milliseconds. */
const muchMs = 1_000;

/** The clocks of both nodes agree with the aggregator's. */
export const clockCheck: Check = {
  name: "host/clock",
  description: "The clocks of both nodes are within a second of the aggregator's",
  codes: ["CLOCK_OFFSET"],
  reads: ["tap"],
  run({ view }) {
    return atEnds((role): Look => {
      const tap = view.tap(role);
      const ahead = clockAhead(view, role);
      if (!tap.known) return tap.reason;
      if (ahead === null) return reason("CLOCK_UNREAD", { node: view.plan[role].node ?? "" });
      const atLeast = Math.max(ahead.least, -ahead.most, 0);
      if (atLeast < muchMs) return null;
      // The agent reads its clock as it answers, and long after it was asked: tcpdump starts in
      // between. So the bound that the answer gives is the near one.
      const seconds = ahead.least / 1_000;
      const node = view.plan[role].node ?? "";
      return {
        code: "CLOCK_OFFSET",
        // No packet stops for it: this is at no stage where one could.
        stage: "control-plane",
        direction: "reply",
        node,
        args: { node, actual: `${seconds < 0 ? "" : "+"}${seconds.toFixed(1)}` },
        resources: [{ kind: "Node", namespace: null, name: node }],
        evidence: [tap.id],
        weight: "supporting",
      };
    });
  },
};
