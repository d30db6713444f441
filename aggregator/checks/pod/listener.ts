import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { listensOn } from "../../host-state/listener.ts";
import { type Check, endArgs, ends, foundOrClean, skipped, stackStage } from "../check.ts";

/** Something in the destination pod listens on the port that is asked for. */
export const podListenerCheck: Check = {
  name: "pod/listener",
  description: "A socket in the destination pod listens on the port",
  codes: ["PORT_NOT_LISTENING"],
  reads: ["pod"],
  run({ view }) {
    const { protocol } = view.plan.traffic;
    const port = view.plan.targetPort;
    if (protocol === "icmp" || port === null) return skipped(reason("ICMP_WITHOUT_PORTS", {}));
    if (view.plan.exit === "outside") return skipped(reason("DESTINATION_OUTSIDE", {}));
    const facts = view.podFacts("destination");
    if (!facts.known) return skipped(facts.reason);
    const { ip, node, name, namespace, kind } = view.plan.destination;
    const listeners = facts.value.listeners.filter((one) => one.protocol.startsWith(protocol));
    const onPort = listeners.filter((one) => one.port === port);
    if (listensOn(facts.value.listeners, protocol, port, ip)) return foundOrClean([]);
    const elsewhere = onPort.map((one) => one.address);
    const others = listeners.map((one) => `${one.address}:${one.port}`).slice(0, 5);
    return foundOrClean([
      {
        code: "PORT_NOT_LISTENING",
        stage: stackStage(view, "destination"),
        direction: "request",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, "destination"),
          protocol,
          port,
          detail: whereItListens(elsewhere, others, protocol),
        },
        resources: [{ kind: kind === "Node" ? "Node" : "Pod", namespace, name }],
        evidence: [facts.id],
        weight: "decisive",
      },
    ]);
  },
};

/** @param onPort addresses of the port that is asked for; `others` are of other ports. */
function whereItListens(
  onPort: readonly string[],
  others: readonly string[],
  protocol: string,
): Reason {
  if (onPort.length > 0) return reason("LISTENS_ONLY_ON", { addresses: onPort });
  if (others.length > 0) return reason("LISTENS_ON", { addresses: others });
  return reason("LISTENS_ON_NOTHING", { protocol });
}
