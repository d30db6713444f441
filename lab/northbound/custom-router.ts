import type { DesiredRow } from "../ovsdb/desired.ts";
import { macOf } from "../topology/addresses.ts";
import type { PeeringSide, SubnetSpec, Topology } from "../topology/specs.ts";
import { blocksOf, subnetNamed, subnetsOf } from "../topology/topology.ts";
import { type ExternalRows, externalRows } from "./external-network.ts";
import { learningOptions, overlayOptions } from "./router-options.ts";

const vendor = { vendor: "kube-ovn" };

/** What a VPC of its own has beside the ports on its Subnets. */
export interface CustomRouterRows {
  readonly routes: readonly DesiredRow[];
  readonly morePorts: readonly DesiredRow[];
  readonly morePolicies: readonly DesiredRow[];
  readonly moreColumns: DesiredRow["columns"];
  /** What the columns and the ports refer to. */
  readonly moreRows: readonly DesiredRow[];
}

/**
 * A route by source for each block of every Subnet, to the Subnet's own gateway, that is to the
 * router itself (pkg/controller/vpc.go, getStaticRoutes), and those that the Vpc's `staticRoutes`
 * name; with a peering a port towards the other router, with an external network one towards that.
 */
export function customRouterRows(topology: Topology, name: string): CustomRouterRows {
  const peerings = topology.peerings.filter(({ vpc }) => vpc === name);
  const networks = topology.externalNetworks.filter(({ vpc }) => vpc === name);
  const external = networks.map((network) => externalRows(topology, network));
  return {
    routes: [
      ...subnetsOf(topology, name).flatMap(sourceRoutes),
      ...peerings.flatMap(({ routes }) =>
        routes.map(({ cidr, nextHopIp }) => staticRoute(cidr, nextHopIp, "dst-ip")),
      ),
      ...networks.map(({ subnet }) => {
        return staticRoute("0.0.0.0/0", subnetNamed(topology, subnet).gateway, "dst-ip");
      }),
    ],
    morePorts: [...peerings.map(peerPort), ...external.map(({ port }) => port)],
    morePolicies: external.map(({ policy }) => policy),
    moreColumns: columnsOf(external),
    moreRows: external.flatMap(({ nats, balancer, chassis }) => [...nats, balancer, ...chassis]),
  };
}

function columnsOf(external: readonly ExternalRows[]): DesiredRow["columns"] {
  if (external.length === 0) return { options: { map: overlayOptions } };
  const nats = external.flatMap((one) => one.nats);
  return {
    nat: { table: "NAT", keys: nats.map(({ key }) => key) },
    load_balancer: { table: "Load_Balancer", keys: external.map(({ balancer }) => balancer.key) },
    options: { map: learningOptions },
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
