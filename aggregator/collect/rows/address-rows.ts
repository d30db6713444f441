import type { Plan, Role } from "../../evidence/plan.ts";
import type { AddressOwnerRow, MacOwnerRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import type { LogicalSwitchPort } from "../../inventory/ovn/northbound-rows.ts";

/**
 * Who else has an end's address: logical ports that the same router connects, and IP objects of
 * Subnets of the same VPC. In another VPC the address is another's by right.
 */
export function addressOwners(inventory: Inventory, plan: Plan, role: Role): AddressOwnerRow[] {
  const { northbound, kubernetes } = inventory;
  const { ip, logicalPort, router } = plan[role];
  const ports = northbound
    .portsWithAddress(ip)
    .filter((port) => port.name !== logicalPort && port.type === "")
    .filter((port) => isConnected(inventory, plan, role, port))
    .map((port) => portRow(inventory, port, ip));
  const records = kubernetes
    .ipsWithAddress(ip)
    .filter((record) => record.name !== logicalPort)
    .filter((record) => (kubernetes.subnet(record.subnet)?.vpc ?? null) === router)
    .map(({ name, mac, subnet, nodeName }): AddressOwnerRow => {
      return { kind: "IP", name, mac, subnet, node: nodeName === "" ? null : nodeName };
    });
  return [...ports, ...records];
}

/**
 * Other ports of an end's switch with its MAC. The port of a SwitchLBRule's address has the
 * router's by right (`options:arp_proxy`, kube-ovn pkg/controller/vip.go), and no pod has that.
 */
export function macOwners(inventory: Inventory, plan: Plan, role: Role): MacOwnerRow[] {
  const { northbound, southbound } = inventory;
  const { logicalPort, switchName } = plan[role];
  const own = northbound.logicalPort(logicalPort ?? "")?.addresses.flatMap(({ mac }) => mac ?? []);
  const macs = [...new Set(own ?? [])];
  const others = macs
    .flatMap((mac) => northbound.portsWithMac(mac))
    .filter(({ name, type }) => {
      return name !== logicalPort && type === "";
    });
  return others
    .filter((port) => northbound.switchOf(port)?.name === switchName)
    .map((port) => {
      const binding = southbound.portBinding(port.name);
      const chassis = binding === null ? null : southbound.chassisOf(binding);
      const ips = port.addresses.flatMap((address) => address.ips);
      return { name: port.name, ips, node: chassis?.hostname ?? null };
    });
}

function isConnected(
  { northbound }: Inventory,
  plan: Plan,
  role: Role,
  port: LogicalSwitchPort,
): boolean {
  const { switchName, router } = plan[role];
  const own = northbound.switchOf(port);
  if (own === null) return false;
  return own.name === switchName || northbound.routersOf(own).some(({ name }) => name === router);
}

function portRow(
  { northbound, southbound }: Inventory,
  port: LogicalSwitchPort,
  ip: string,
): AddressOwnerRow {
  const binding = southbound.portBinding(port.name);
  const chassis = binding === null ? null : southbound.chassisOf(binding);
  const holder = port.addresses.find(({ ips }) => ips.some((one) => addressOf(one) === ip));
  return {
    kind: "Logical_Switch_Port",
    name: port.name,
    mac: holder?.mac ?? "",
    subnet: northbound.switchOf(port)?.name ?? "",
    node: chassis?.hostname ?? null,
  };
}
