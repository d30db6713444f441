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
    if (protocol === "icmp" || port === null) return skipped("ICMP has no ports");
    if (view.plan.exit === "outside") return skipped("the destination is outside the cluster");
    const facts = view.podFacts("destination");
    if (!facts.known) return skipped(facts.reason);
    const { ip, node, name, namespace, kind } = view.plan.destination;
    const listeners = facts.value.listeners.filter((one) => one.protocol.startsWith(protocol));
    const onPort = listeners.filter((one) => one.port === port);
    if (onPort.some((one) => accepts(one.address, ip))) return foundOrClean([]);
    const elsewhere = onPort.map((one) => one.address).join(", ");
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
          detail:
            elsewhere === ""
              ? `it listens on ${others.join(", ") || `no ${protocol} port at all`}`
              : `it listens on ${elsewhere} only`,
        },
        resources: [{ kind: kind === "Node" ? "Node" : "Pod", namespace, name }],
        evidence: [facts.id],
        weight: "decisive",
      },
    ]);
  },
};

/** ss(8) shows a socket of both families as "*", which is given as one of each. */
function accepts(listening: string, ip: string): boolean {
  const address = listening.replace(/%.*$/, "").replace(/^\[|\]$/g, "");
  const wildcard = ip.includes(":") ? "::" : "0.0.0.0";
  return address === wildcard || address === ip || address === `::ffff:${ip}`;
}
