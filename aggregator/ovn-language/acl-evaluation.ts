import type { Northbound } from "../inventory/ovn/northbound.ts";
import type { Acl, LogicalSwitchPort } from "../inventory/ovn/northbound-rows.ts";
import { evaluateMatch, type MatchedPacket, type MatchNames } from "./match-evaluation.ts";
import { parseLeniently } from "./match-expression.ts";

/** What the ACLs say about a packet at one port, worked out from the northbound. */
export type AclEvaluation =
  /** This ACL decides; with several of its tier and priority any of them may. */
  | { readonly kind: "decided"; readonly acl: Acl }
  /** None matches: allowed, unless NB_Global says `default_acl_drop`. */
  | { readonly kind: "none-matches" }
  /** This ACL's match could not be evaluated, and what it would decide is not what follows. */
  | { readonly kind: "undecided"; readonly acl: Acl };

/**
 * Evaluates the ACLs that apply to a port in one direction, in the order that OVN does: lower tier
 * first, then higher priority; `pass` hands over to the next tier (ovn-nb(5), ACL). Without
 * connection tracking: the answer is for the first packet of a connection.
 *
 * @param isAfterLb of `from-lport`, those after load balancing (what Kube-OVN uses).
 */
export function evaluateAcls(
  northbound: Northbound,
  port: LogicalSwitchPort,
  direction: Acl["direction"],
  isAfterLb: boolean,
  packet: MatchedPacket,
): AclEvaluation {
  const names = matchNames(northbound);
  let passedTier = -1;
  let open: Acl | null = null;
  for (const acl of aclsAt(northbound, port)) {
    if (acl.direction !== direction || acl.tier <= passedTier) continue;
    if (direction === "from-lport" && acl.isAppliedAfterLb !== isAfterLb) continue;
    const isMatch = evaluateMatch(parseLeniently(acl.match), packet, names);
    if (isMatch === false) continue;
    if (isMatch === null) {
      // Of two that allow it does not matter which; of those that drop it is what is asked.
      if (!isAllowing(acl)) return { kind: "undecided", acl: open ?? acl };
      open ??= acl;
      continue;
    }
    if (open !== null && !isAllowing(acl)) return { kind: "undecided", acl: open };
    if (acl.action !== "pass") return { kind: "decided", acl };
    passedTier = acl.tier;
  }
  return open === null ? { kind: "none-matches" } : { kind: "undecided", acl: open };
}

function isAllowing({ action }: Acl): boolean {
  return action.startsWith("allow");
}

/** ACLs of the port's groups and of its switch, in the order in which OVN evaluates them. */
function aclsAt(northbound: Northbound, port: LogicalSwitchPort): readonly Acl[] {
  const logicalSwitch = northbound.switchOf(port);
  const parents = [
    // A group's ACLs apply to every switch that has one of its ports; the match names the port.
    ...(logicalSwitch === null ? [port] : northbound.portsOf(logicalSwitch)).flatMap((one) =>
      northbound.portGroupsOf(one),
    ),
    ...(logicalSwitch === null ? [] : [logicalSwitch]),
  ];
  const acls = new Set([...new Set(parents)].flatMap((parent) => northbound.aclsOf(parent)));
  return [...acls].sort((a, b) => a.tier - b.tier || b.priority - a.priority);
}

/** Names as the northbound defines them; a port group `g` also makes `$g_ip4` and `$g_ip6`. */
export function matchNames(northbound: Northbound): MatchNames {
  const portsOf = (name: string): readonly LogicalSwitchPort[] | null => {
    const group = northbound.portGroupByName(name);
    if (group === null) return null;
    return group.ports.flatMap((uuid) => northbound.mirror.tables.switchPorts.get(uuid) ?? []);
  };
  return {
    addressSet: (name) => {
      const set = northbound.addressSet(name);
      if (set !== null) return set.addresses;
      const match = /^(?<group>.+)_ip(?<family>[46])$/.exec(name);
      const ports = portsOf(match?.groups?.group ?? "");
      if (ports === null) return null;
      const ips = ports.flatMap((port) => port.addresses.flatMap((address) => address.ips));
      return ips.filter((ip) => ip.includes(":") === (match?.groups?.family === "6"));
    },
    portGroup: (name) => portsOf(name)?.map((port) => port.name) ?? null,
  };
}
