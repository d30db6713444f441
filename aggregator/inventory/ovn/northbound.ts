import type { OvsdbClient } from "../../../lib/ovsdb/client.ts";
import { OvsdbMirror } from "../../../lib/ovsdb/mirror.ts";
import { canonicalIp } from "../ip-address.ts";
import type * as rows from "./northbound-rows.ts";
import { northboundTables } from "./northbound-tables.ts";
import { ownerOfPortGroup, type PolicyReference } from "./policy-reference.ts";

/** A policy that selects a port, and the port group that says so. */
export interface SelectingPolicy {
  readonly policy: PolicyReference;
  readonly portGroup: rows.PortGroup;
}

/** Where an ACL applies. */
export type AclParent =
  | { readonly kind: "Port_Group"; readonly row: rows.PortGroup }
  | { readonly kind: "Logical_Switch"; readonly row: rows.LogicalSwitch };

/** A distributed gateway port: what leaves by it leaves on one chassis (ovn-nb(5)). */
export function isGatewayPort(port: rows.LogicalRouterPort): boolean {
  return port.gatewayChassis.length > 0 || port.haChassisGroup !== null;
}

/** The OVN northbound, mirrored: what the logical network is meant to be. */
export class Northbound {
  readonly mirror: OvsdbMirror<typeof northboundTables>;

  constructor(client: OvsdbClient) {
    this.mirror = new OvsdbMirror(client, northboundTables);
  }

  /** The logical switch port with this name, unique in the database. */
  logicalPort(name: string): rows.LogicalSwitchPort | null {
    return this.mirror.tables.switchPorts.find("name", name) ?? null;
  }

  /** Ports that Kube-OVN made for a pod; of a KubeVirt machine they have another name. */
  portsOfPod(namespace: string, name: string): readonly rows.LogicalSwitchPort[] {
    return this.mirror.tables.switchPorts.lookup("pod", `${namespace}/${name}`);
  }

  /** Ports that own an address; several in different VPCs, or by mistake in one. */
  portsWithAddress(ip: string): readonly rows.LogicalSwitchPort[] {
    return this.mirror.tables.switchPorts.lookup("ip", canonicalIp(ip) ?? ip);
  }

  /** Ports that own a MAC, in whatever switch. */
  portsWithMac(mac: string): readonly rows.LogicalSwitchPort[] {
    return this.mirror.tables.switchPorts.lookup("mac", mac.toLowerCase());
  }

  /** Ports of type virtual that stand for an address (`options:virtual-ip`). */
  virtualPorts(ip: string): readonly rows.LogicalSwitchPort[] {
    return this.mirror.tables.switchPorts.lookup("virtualIp", canonicalIp(ip) ?? ip);
  }

  /** Ports that may send from an address, by port security or by what Kube-OVN notes of them. */
  portsAllowed(ip: string): readonly rows.LogicalSwitchPort[] {
    return this.mirror.tables.switchPorts.lookup("allowedIp", canonicalIp(ip) ?? ip);
  }

  logicalSwitch(name: string): rows.LogicalSwitch | null {
    return this.mirror.tables.switches.find("name", name) ?? null;
  }

  /** The switch that has this port. */
  switchOf(port: rows.LogicalSwitchPort): rows.LogicalSwitch | null {
    return this.mirror.tables.switches.find("port", port.uuid) ?? null;
  }

  portsOf(one: rows.LogicalSwitch): readonly rows.LogicalSwitchPort[] {
    return one.ports.flatMap((uuid) => this.mirror.tables.switchPorts.get(uuid) ?? []);
  }

  logicalRouter(name: string): rows.LogicalRouter | null {
    return this.mirror.tables.routers.find("name", name) ?? null;
  }

  /** Routers that a switch is connected to, through its ports of type router. */
  routersOf(one: rows.LogicalSwitch): readonly rows.LogicalRouter[] {
    const routers = this.routerPortsOf(one).flatMap((port) => this.routerOf(port) ?? []);
    return [...new Set(routers)];
  }

  /** The router ports on the other side of a switch's ports of type router. */
  routerPortsOf(one: rows.LogicalSwitch): readonly rows.LogicalRouterPort[] {
    return this.portsOf(one).flatMap((port) => {
      const name = port.type === "router" ? port.options.get("router-port") : undefined;
      return name === undefined ? [] : (this.mirror.tables.routerPorts.find("name", name) ?? []);
    });
  }

  /**
   * The same without gateway ports: by such a port a router meets an external network, and routes
   * nothing for the pods that may be in it.
   */
  routingPortsOf(one: rows.LogicalSwitch): readonly rows.LogicalRouterPort[] {
    return this.routerPortsOf(one).filter((port) => !isGatewayPort(port));
  }

  gatewayChassisOf(port: rows.LogicalRouterPort): rows.GatewayChassis[] {
    return port.gatewayChassis.flatMap((uuid) => this.mirror.tables.gatewayChassis.get(uuid) ?? []);
  }

  routerPort(name: string): rows.LogicalRouterPort | null {
    return this.mirror.tables.routerPorts.find("name", name) ?? null;
  }

  routerOf(port: rows.LogicalRouterPort): rows.LogicalRouter | null {
    return this.mirror.tables.routers.find("port", port.uuid) ?? null;
  }

  portsOfRouter(router: rows.LogicalRouter): readonly rows.LogicalRouterPort[] {
    return router.ports.flatMap((uuid) => this.mirror.tables.routerPorts.get(uuid) ?? []);
  }

  /** The switches that a router's port leads to. */
  switchesAcross(port: rows.LogicalRouterPort): readonly rows.LogicalSwitch[] {
    const towards = this.mirror.tables.switchPorts.lookup("routerPort", port.name);
    return towards.flatMap((one) => this.switchOf(one) ?? []);
  }

  /** Policies of a router, highest priority first. */
  policiesOf(router: rows.LogicalRouter): readonly rows.LogicalRouterPolicy[] {
    const policies = router.policies.flatMap(
      (id) => this.mirror.tables.routerPolicies.get(id) ?? [],
    );
    return policies.sort((a, b) => b.priority - a.priority);
  }

  staticRoutesOf(router: rows.LogicalRouter): readonly rows.LogicalRouterStaticRoute[] {
    return router.staticRoutes.flatMap((uuid) => this.mirror.tables.staticRoutes.get(uuid) ?? []);
  }

  natsOf(router: rows.LogicalRouter): readonly rows.Nat[] {
    return router.nats.flatMap((uuid) => this.mirror.tables.nats.get(uuid) ?? []);
  }

  loadBalancersOf(one: rows.LogicalSwitch | rows.LogicalRouter): readonly rows.LoadBalancer[] {
    return one.loadBalancers.flatMap((uuid) => this.mirror.tables.loadBalancers.get(uuid) ?? []);
  }

  /** Load balancers with this `ip:port` (`[ip6]:port`), of any protocol. */
  loadBalancersWithVip(vip: string): readonly rows.LoadBalancer[] {
    return this.mirror.tables.loadBalancers.lookup("vip", vip);
  }

  loadBalancersNamed(name: string): readonly rows.LoadBalancer[] {
    return this.mirror.tables.loadBalancers.lookup("name", name);
  }

  /** Whether the backends of a load balancer's VIP are checked for health. */
  isHealthChecked({ healthChecks }: rows.LoadBalancer, vip: string): boolean {
    const table = this.mirror.tables.healthChecks;
    return healthChecks.some((uuid) => table.get(uuid)?.vip === vip);
  }

  /** ACLs whose uuid begins with these 8 hex digits (the stage-hint of a logical flow). */
  aclsByUuidPrefix(hex8: string): readonly rows.Acl[] {
    return this.mirror.tables.acls.lookup("prefix", hex8.toLowerCase());
  }

  /** Where an ACL applies; by reference, and by `external_ids:parent` should none be left. */
  parentsOf(acl: rows.Acl): readonly AclParent[] {
    const { portGroups, switches } = this.mirror.tables;
    const name = acl.externalIds.get("parent") ?? "";
    const byReference: AclParent[] = [
      ...portGroups.lookup("acl", acl.uuid).map((row) => ({ kind: "Port_Group", row }) as const),
      ...switches.lookup("acl", acl.uuid).map((row) => ({ kind: "Logical_Switch", row }) as const),
    ];
    if (byReference.length > 0 || name === "") return byReference;
    return [
      ...portGroups.lookup("name", name).map((row) => ({ kind: "Port_Group", row }) as const),
      ...switches.lookup("name", name).map((row) => ({ kind: "Logical_Switch", row }) as const),
    ];
  }

  aclsOf(parent: rows.PortGroup | rows.LogicalSwitch): readonly rows.Acl[] {
    return parent.acls.flatMap((uuid) => this.mirror.tables.acls.get(uuid) ?? []);
  }

  /** ACLs on the switch itself: a Subnet's `acls`, `private`, `allowEWTraffic`. */
  subnetAclsOf(one: rows.LogicalSwitch): readonly rows.Acl[] {
    return this.aclsOf(one);
  }

  portGroupByName(name: string): rows.PortGroup | null {
    return this.mirror.tables.portGroups.find("name", name) ?? null;
  }

  portGroupsOf(port: rows.LogicalSwitchPort): readonly rows.PortGroup[] {
    return this.mirror.tables.portGroups.lookup("port", port.uuid);
  }

  addressSet(name: string): rows.AddressSet | null {
    return this.mirror.tables.addressSets.find("name", name) ?? null;
  }

  /** Every policy whose port group holds the port; the groups of nodes and subnets are none. */
  policiesSelecting(port: rows.LogicalSwitchPort): readonly SelectingPolicy[] {
    return this.portGroupsOf(port).flatMap((portGroup) => {
      const policy = ownerOfPortGroup(portGroup);
      return policy === null || policy.kind === "Node" ? [] : [{ policy, portGroup }];
    });
  }

  /** The row of NB_Global; null until synced. */
  global(): rows.NbGlobal | null {
    return [...this.mirror.tables.globals.values()][0] ?? null;
  }
}
