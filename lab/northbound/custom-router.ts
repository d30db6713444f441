import type { DesiredRow } from "../ovsdb/desired.ts";
import { macOf } from "../topology/addresses.ts";
import type { PeeringSide, SubnetSpec, Topology } from "../topology/specs.ts";
import { blocksOf, subnetsOf } from "../topology/topology.ts";

const vendor = { vendor: "kube-ovn" };

/** What a VPC of its own has beside the ports on its Subnets. */
export interface CustomRouterRows {
  readonly routes: readonly DesiredRow[];
  readonly peerPorts: readonly DesiredRow[];
}

/**
 * A route by source for each block of every Subnet, to the Subnet's own gateway, that is to the
 * router itself (pkg/controller/vpc.go, getStaticRoutes); with a peering a port towards the other
 * router, and the routes that the Vpc's `staticRoutes` name.
 */
export function customRouterRows(topology: Topology, name: string): CustomRouterRows {
  const peerings = topology.peerings.filter(({ vpc }) => vpc === name);
  return {
    routes: [
      ...subnetsOf(topology, name).flatMap(sourceRoutes),
      ...peerings.flatMap(({ routes }) =>
        routes.map(({ cidr, nextHopIp }) => staticRoute(cidr, nextHopIp, "dst-ip")),
      ),
    ],
    peerPorts: peerings.map(peerPort),
  };
}

function sourceRoutes(subnet: SubnetSpec): DesiredRow[] {
  return blocksOf(subnet).map(({ cidr, gateway }) => staticRoute(cidr, gateway, "src-ip"));
}

function staticRoute(
  prefix: string,
  nexthop: string,
  policyOfRoute: "src-ip" | "dst-ip",
): DesiredRow {
  const columns = {
    ip_prefix: prefix,
    nexthop,
    policy: [policyOfRoute],
    external_ids: { map: vendor },
  };
  return { table: "Logical_Router_Static_Route", key: `${prefix} ${nexthop}`, columns };
}

/** pkg/ovs/ovn-nb-logical_router_port.go, CreatePeerRouterPort. */
function peerPort({ vpc, remoteVpc, own }: PeeringSide): DesiredRow {
  const name = `${vpc}-${remoteVpc}`;
  const columns = {
    name,
    mac: macOf(name),
    networks: own.map(({ gateway, prefixLength }) => `${gateway}/${prefixLength}`),
    peer: [`${remoteVpc}-${vpc}`],
    external_ids: { map: { lr: vpc, ...vendor } },
  };
  return { table: "Logical_Router_Port", key: name, columns };
}
