import { reason } from "../../../proto/reasons/index.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  skipped,
} from "../check.ts";

/** nstat(8)'s counters of packets that found a socket's queue full. */
const queues = {
  tcp: "TcpExtListenOverflows",
  udp: "UdpRcvbufErrors",
} as const;

/** The program in the destination pod takes what its sockets have for it. */
export const socketQueueCheck: Check = {
  name: "pod/socket-queue",
  description: "The destination pod's sockets have room for what arrives",
  codes: ["SOCKET_QUEUE_FULL"],
  reads: ["netns"],
  run(context) {
    const { protocol } = context.view.plan.traffic;
    if (protocol === "icmp") return skipped(reason("ICMP_WITHOUT_SOCKETS", {}));
    return atEnds(() => overflow(context, protocol), ["destination"]);
  },
};

function overflow({ view, located }: CheckContext, protocol: "tcp" | "udp"): Look {
  const looked = watched(view, "destination", "pod");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  const counter = queues[protocol];
  const overflows = grownBy(before.counters, after.counters, counter);
  if (overflows === 0) return null;
  const { node, name, namespace } = view.plan.destination;
  const { port } = view.plan.traffic;
  return {
    code: "SOCKET_QUEUE_FULL",
    stage: "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, "destination"),
      protocol,
      port: port ?? "",
      lost: overflows,
      detail: reason("QUEUE_FULL", { protocol, counter }),
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence,
    weight: overflows >= (located.gaps[0]?.keys.length ?? 0) ? "decisive" : "supporting",
  };
}
