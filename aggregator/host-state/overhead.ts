import { reason } from "../../proto/reasons/index.ts";
import { fabricsOf, type Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";

/**
 * Bytes that encapsulation adds to an IP packet, as MTUs count them: the inner Ethernet header
 * (14), the tunnel's header, UDP (8) and the outer IP header (20 or 40).
 *
 * Geneve with OVN's one option has 16 (RFC 8926, ovn-architecture(7)), VXLAN 8 (RFC 7348). Kube-OVN
 * leaves 100, or 50 for VXLAN, between the MTUs of NIC and pod (pkg/daemon/config.go).
 */
const overhead = {
  geneve: { v4: 58, v6: 78 },
  vxlan: { v4: 50, v6: 70 },
} as const;

/** Of the tunnel to that end's node; 0 where the path has none. */
export function overheadTo(view: CaseView, role: Role): Looked<number> {
  const chassis = view.chassis(role);
  if (!chassis.known) return chassis;
  const isTunnelled = fabricsOf(view.plan).includes("tunnel");
  if (view.plan.relation === "same-node" || !isTunnelled)
    return { known: true, value: 0, id: chassis.id };
  const [encap] = chassis.value?.encaps ?? [];
  if (encap === undefined) return { known: false, reason: reason("NO_TUNNEL_ADDRESS", {}) };
  const bytes = overhead[encap.type === "vxlan" ? "vxlan" : "geneve"];
  return { known: true, value: bytes[encap.ip.includes(":") ? "v6" : "v4"], id: chassis.id };
}
