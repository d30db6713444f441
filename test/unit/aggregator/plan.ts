import type { Plan, PlannedEnd } from "../../../aggregator/evidence/plan.ts";
import type { Protocol } from "../../../proto/documents/v1/diagnosis.ts";

/** A plan between two made-up pods, for tests of what is made from plans. */
export function planOf(
  protocol: Protocol,
  port: number | null,
  options: { readonly relation?: Plan["relation"]; readonly isV6?: boolean } = {},
): Plan {
  const [source, destination] = options.isV6 ? ["fd00::5", "fd00::6"] : ["10.16.0.5", "10.16.0.6"];
  const near = end("a", "node1", source, "00:00:00:aa:00:05");
  const far = end("b", "node2", destination, "00:00:00:aa:00:06");
  return {
    named: { source: near, destination: far },
    source: near,
    destination: far,
    relation: options.relation ?? "cross-node",
    sameSubnet: true,
    fabric: "tunnel",
    exit: "none",
    conversation: {
      sources: [source],
      destinations: [destination],
      ports: port === null ? [] : [port],
    },
    targetPort: port,
    service: null,
    isAddressShared: false,
    traffic: { protocol, port, mode: "active", count: 5, size: null },
    series: [],
  };
}

function end(name: string, node: string, ip: string, mac: string): PlannedEnd {
  return {
    attachment: "veth",
    interface: null,
    kind: "Pod",
    namespace: "default",
    name,
    node,
    ips: [ip],
    ip,
    mac,
    logicalPort: `${name}.default`,
    switchName: "ovn-default",
    router: "ovn-cluster",
    gatewayIp: "10.16.0.1",
    gatewayMac: "00:00:00:00:00:01",
  };
}
