import type { DesiredRow } from "../ovsdb/desired.ts";
import { familyOf } from "../topology/addresses.ts";
import type { SubnetSpec, Topology } from "../topology/specs.ts";
import { blocksOf, interconnectedSubnets } from "../topology/topology.ts";
import { fieldOf, routerPolicy } from "./router-policy.ts";

/**
 * What joins underlay Subnets to the default VPC (`u2oInterconnection`, pkg/controller/subnet.go
 * addPolicyRouteForU2OInterconn): what their pods send to nodes and outside goes on to the physical
 * gateway.
 */
export function interconnectionPolicies(topology: Topology): DesiredRow[] {
  return interconnectedSubnets(topology).flatMap((subnet) =>
    blocksOf(subnet).flatMap(({ cidr, gateway }) => {
      const field = fieldOf(cidr);
      const toNodes = `${field}.dst == $${excludeSet(subnet, field)} && ${field}.src == ${cidr}`;
      const externalIds = { isU2ORoutePolicy: "true", subnet: subnet.name };
      return [
        routerPolicy(31_000, toNodes, [gateway], externalIds),
        routerPolicy(29_400, `${field}.dst == ${cidr}`, [], externalIds),
        routerPolicy(29_000, `${field}.src == ${cidr}`, [gateway], externalIds),
      ];
    }),
  );
}

/** The nodes' addresses, which are not asked for through OVN's tunnels. */
export function excludeSetRows(topology: Topology): DesiredRow[] {
  const addresses = topology.nodes.flatMap(({ ip, ip6 }) => [ip, ip6]);
  return interconnectedSubnets(topology).flatMap((subnet) =>
    (["ip4", "ip6"] as const).map((field) => {
      const name = excludeSet(subnet, field);
      const family = field === "ip6" ? "IPv6" : "IPv4";
      const columns = {
        name,
        addresses: addresses.filter((address) => familyOf(address) === family),
        external_ids: {
          map: { isU2ORoutePolicy: "true", subnet: subnet.name, vendor: "kube-ovn" },
        },
      };
      return { table: "Address_Set", key: name, columns };
    }),
  );
}

function excludeSet({ name }: SubnetSpec, field: "ip4" | "ip6"): string {
  return `${name.replaceAll("-", ".")}.u2o_exclude_ip.${field}`;
}
