import type { PodFacts } from "../../proto/wire/facts.ts";

type Listener = PodFacts["listeners"][number];

/** Whether a socket of a protocol takes what comes to an address and port. */
export function listensOn(
  listeners: readonly Listener[],
  protocol: string,
  port: number,
  ip: string,
): boolean {
  return listeners.some(
    (one) => one.protocol.startsWith(protocol) && one.port === port && acceptsAt(one.address, ip),
  );
}

/** ss(8) shows a socket of both families as "*", which is given as one of each. */
function acceptsAt(listening: string, ip: string): boolean {
  const address = listening.replace(/%.*$/, "").replace(/^\[|\]$/g, "");
  const wildcard = ip.includes(":") ? "::" : "0.0.0.0";
  return address === wildcard || address === ip || address === `::ffff:${ip}`;
}
