import type { DesiredRow } from "../ovsdb/desired.ts";
import { familyOf } from "../topology/addresses.ts";
import type { Topology } from "../topology/specs.ts";
import { blocksOf, customVpcs, subnetsOf, vpc } from "../topology/topology.ts";

/**
 * The overlay blocks of every VPC, which policies of joined underlay Subnets refer to; kept where
 * there are none as well (pkg/controller/subnet.go, syncU2OOverlayCIDRsAddressSet).
 */
export function overlaySetRows(topology: Topology): DesiredRow[] {
  return [vpc, ...customVpcs(topology)].flatMap((router) => {
    const joined = router === vpc ? [topology.join] : [];
    const overlay = subnetsOf(topology, router).filter(({ vlan }) => vlan === undefined);
    const blocks = [...overlay, ...joined].flatMap(blocksOf);
    const externalIds = { isU2OOverlayCIDRs: "true", vpc: router, vendor: "kube-ovn" };
    return (["IPv4", "IPv6"] as const).map((family) => {
      const suffix = family === "IPv6" ? "ip6" : "ip4";
      const name = `${router.replaceAll("-", ".")}.u2o_overlay_cidrs.${suffix}`;
      const addresses = blocks.map(({ cidr }) => cidr).filter((cidr) => familyOf(cidr) === family);
      const columns = { name, addresses, external_ids: { map: externalIds } };
      return { table: "Address_Set", key: name, columns };
    });
  });
}
