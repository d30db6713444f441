import { addressIn, macOf } from "./addresses.ts";
import { podTcpPort } from "./services.ts";
import type { ExternalNetworkSpec, SubnetSpec } from "./specs.ts";

/** The name that Kube-OVN gives the external Subnet by default (`--external-gateway-switch`). */
export const externalSubnet = "external";

/** The external network of the lab's third VPC, with one of each kind of rule. */
export function externalNetworkOf(
  { vpc, name }: SubnetSpec,
  external: SubnetSpec,
  gatewayNodes: readonly string[],
): ExternalNetworkSpec {
  const ipOf = (host: number): string => addressIn(external.cidr, host);
  return {
    vpc,
    subnet: external.name,
    routerIp: ipOf(11),
    routerMac: macOf(`${vpc}-${external.name}`),
    gatewayNodes,
    snat: { ip: ipOf(12), subnet: name },
    fip: { ip: ipOf(14), pod: "xf" },
    dnat: { ip: ipOf(15), port: podTcpPort, pod: "xa", podPort: podTcpPort },
  };
}
