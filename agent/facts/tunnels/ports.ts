import type { TunnelPort } from "../../../proto/gen/tapline/v1/TunnelPort.ts";
import type { OvsSnapshot } from "../../ports/ovs-view.ts";

const tunnelTypes = new Set(["geneve", "vxlan", "stt"]);

/** The tunnels that ovn-controller made (OVN's controller/encaps.c puts its mark on the Port). */
export function tunnelPorts(snapshot: OvsSnapshot): TunnelPort[] {
  return snapshot.interfaces
    .filter(({ iface }) => tunnelTypes.has(iface.type))
    .map(({ iface, port }) => ({
      interface: iface.name,
      ofport: iface.ofport ?? -1,
      type: iface.type,
      remoteIp: iface.options.get("remote_ip") ?? "",
      error: iface.error,
      chassis: chassisOf(port?.externalIds.get("ovn-chassis-id") ?? ""),
    }));
}

/** "chassis@ip", since OVN 24.03 "chassis@ip%local_ip"; a chassis name may have an "@" itself. */
function chassisOf(chassisId: string): string {
  const end = chassisId.lastIndexOf("@");
  return end < 0 ? chassisId : chassisId.slice(0, end);
}
