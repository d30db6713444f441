/**
 * What the decode benchmark's capture shows, and what must therefore come of it: two nodes, a pod
 * on each, TCP connections from one to the other through Geneve. One in ten SYNs is lost between
 * the nodes. Other pods' packets make up the rest.
 *
 * The capture is a row of windows; each is what one tap of one diagnosis takes at most
 * (`aggregator/collect/packets/packet-taps.ts`): of the first node, of the second, and so on.
 */
export const scene = {
  source: "10.16.0.5",
  destination: "10.16.0.6",
  nodes: [
    { name: "node1", address: "172.31.0.11", vethIfindex: 7 },
    { name: "node2", address: "172.31.0.12", vethIfindex: 9 },
  ],
  uplinkIfindex: 3,
  port: 8080,
  firstSourcePort: 33_000,
  /** Connections in a window, each in a cycle of packets. */
  connections: 1_000,
  cyclePackets: 20,
} as const;

export const windowPackets = scene.connections * scene.cyclePackets;

/** The underlay drops the SYN of these. */
export function isLost(connection: number): boolean {
  return connection % 10 === 7;
}
