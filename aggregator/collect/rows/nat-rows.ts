import type { NatRow } from "../../evidence/destination-rows.ts";
import type { Plan } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalRouter, Nat } from "../../inventory/ovn/northbound-rows.ts";
import { addressOfVip } from "../../plan/external-network.ts";
import { backendOf } from "../../plan/load-balancer.ts";

/**
 * What routers translate of the path: of packets that leave by an external network the source's
 * address, and the destination where it is an external address of any VPC (`OvnEip`).
 */
export function natRows(inventory: Inventory, plan: Plan): NatRow[] {
  const { routers } = inventory.northbound.mirror.tables;
  return [
    ...sourceRows(inventory, plan),
    ...[...routers.values()].flatMap((router) => destinationRows(inventory, plan, router)),
  ];
}

function sourceRows(inventory: Inventory, { source, destination }: Plan): NatRow[] {
  const isLeaving = destination.leaving !== undefined;
  const router = isLeaving ? inventory.northbound.logicalRouter(destination.router ?? "") : null;
  if (router === null) return [];
  return inventory.northbound
    .natsOf(router)
    .filter(({ type, logicalIp, logicalPort }) => {
      if (type === "snat") return true;
      return (
        type === "dnat_and_snat" && (logicalIp === source.ip || logicalPort === source.logicalPort)
      );
    })
    .map((nat) => ruleRow(inventory, router, nat, "source"));
}

function destinationRows(inventory: Inventory, plan: Plan, router: LogicalRouter): NatRow[] {
  if (plan.exit !== "outside") return [];
  const { northbound } = inventory;
  const { ip } = plan.destination;
  const rules = northbound
    .natsOf(router)
    .filter(({ type, externalIp }) => type !== "snat" && externalIp === ip)
    .map((nat) => ruleRow(inventory, router, nat, "destination"));
  const balancers = northbound.loadBalancersOf(router).flatMap(({ name, vips }) =>
    [...vips]
      .filter(([vip]) => addressOfVip(vip) === ip && isAsked(plan, vip))
      .flatMap(([vip, backends]) =>
        backends.split(",").flatMap((text): NatRow[] => {
          const backend = backendOf(text)?.ip;
          if (backend === undefined) return [];
          const row = {
            router: router.name,
            kind: "load-balancer",
            name,
            externalIp: vip,
          } as const;
          const holders = holdersOf(inventory, router, backend);
          const port = { logicalPort: null, portIps: null };
          return [{ ...row, logicalIp: backend, ...port, holders, concerns: "destination" }];
        }),
      ),
  );
  return [...rules, ...balancers];
}

/** A VIP without a port takes them all. */
function isAsked({ targetPort }: Plan, vip: string): boolean {
  const port = backendOf(vip)?.port;
  return port === undefined || targetPort === null || port === targetPort;
}

function ruleRow(
  inventory: Inventory,
  router: LogicalRouter,
  { type, externalIp, logicalIp, logicalPort }: Nat,
  concerns: NatRow["concerns"],
): NatRow {
  const port = logicalPort === null ? null : inventory.northbound.logicalPort(logicalPort);
  return {
    router: router.name,
    kind: type,
    name: null,
    externalIp,
    logicalIp,
    logicalPort,
    portIps: port === null ? null : port.addresses.flatMap(({ ips }) => ips),
    holders: logicalIp.includes("/") ? [] : holdersOf(inventory, router, logicalIp),
    concerns,
  };
}

/** Ports of the router's own Subnets that have an address. */
function holdersOf({ northbound }: Inventory, router: LogicalRouter, ip: string): string[] {
  return northbound
    .portsWithAddress(ip)
    .filter((port) => {
      const own = northbound.switchOf(port);
      return own !== null && northbound.routersOf(own).some(({ uuid }) => uuid === router.uuid);
    })
    .map(({ name }) => name);
}
