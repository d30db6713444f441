import type { AnyFault } from "./fault.ts";
import { externalFaults } from "./gateway/external.ts";
import { externalNetworkFaults } from "./gateway/external-network.ts";
import { gatewayFaults, nodeKernelFaults } from "./gateway/gateway.ts";
import { ipv6Faults } from "./gateway/ipv6.ts";
import { gatewayPolicyFaults, routeFaults } from "./gateway/routing.ts";
import { vpcFaults, vpcGatewayFaults } from "./gateway/vpc.ts";
import { connectionFaults } from "./host/connections.ts";
import { fromNodeFaults } from "./host/from-node.ts";
import { hostFirewallFaults } from "./host/host-firewall.ts";
import { interfaceFaults } from "./host/interface.ts";
import { shapingFaults } from "./host/shaping.ts";
import { hairpinFaults } from "./kubernetes/hairpin.ts";
import { nodeOffline } from "./kubernetes/node-object.ts";
import { podObjectFaults } from "./kubernetes/pod-object.ts";
import { serviceFaults } from "./kubernetes/service.ts";
import { alienFlowFaults } from "./openflow/alien-flow.ts";
import { hwOffloadOn } from "./openflow/offload.ts";
import { openVswitchFaults } from "./openflow/open-vswitch.ts";
import { vswitchdOverrun } from "./openflow/overrun.ts";
import { ovnFlowFaults } from "./openflow/ovn-flow.ts";
import { portNotActivated } from "./ovn/activation.ts";
import { bindingFaults } from "./ovn/binding.ts";
import { northboundNoLeader } from "./ovn/database.ts";
import { duplicateAddressFaults } from "./ovn/duplicate-address.ts";
import { logicalPortFaults } from "./ovn/logical-port.ts";
import { northdFaults } from "./ovn/northd.ts";
import { ovnControllerFaults } from "./ovn/ovn-controller.ts";
import { policyFaults } from "./ovn/policy.ts";
import { policyKindFaults } from "./ovn/policy-kinds.ts";
import { routerFaults } from "./ovn/router.ts";
import { subnetPrivate } from "./ovn/subnet.ts";
import { virtualAddressFaults } from "./ovn/virtual-address.ts";
import { podKernelFaults } from "./pod/kernel.ts";
import { podFaults } from "./pod/pod.ts";
import { nodeRedirectFaults, podRedirectFaults } from "./pod/redirect.ts";
import { podServerFaults } from "./pod/server.ts";
import { podSilenceFaults } from "./pod/silence.ts";
import { clockFaults } from "./underlay/clock.ts";
import { encapsulationFaults } from "./underlay/encapsulation.ts";
import { joinedFaults, joinedGatewayFaults } from "./underlay/joined.ts";
import { latencyFaults } from "./underlay/latency.ts";
import { lossFaults } from "./underlay/loss.ts";
import { mtuFaults } from "./underlay/mtu.ts";
import { providerFaults, vlanHostFaults } from "./underlay/provider.ts";
import { underlayFaults } from "./underlay/underlay.ts";

/** Every fault of the lab, in the order in which `faults` lists them. */
export const catalogue: readonly AnyFault[] = [
  ...policyFaults,
  ...policyKindFaults,
  subnetPrivate,
  ...routerFaults,
  ...logicalPortFaults,
  ...duplicateAddressFaults,
  ...virtualAddressFaults,
  ...bindingFaults,
  portNotActivated,
  ...northdFaults,
  northboundNoLeader,
  ...ovnControllerFaults,
  ...alienFlowFaults,
  ...ovnFlowFaults,
  ...openVswitchFaults,
  ...underlayFaults,
  ...lossFaults,
  vswitchdOverrun,
  ...latencyFaults,
  ...clockFaults,
  hwOffloadOn,
  ...mtuFaults,
  ...encapsulationFaults,
  ...interfaceFaults,
  ...hostFirewallFaults,
  ...connectionFaults,
  ...shapingFaults,
  ...fromNodeFaults,
  ...podFaults,
  ...podObjectFaults,
  nodeOffline,
  ...ipv6Faults,
  ...serviceFaults,
  ...hairpinFaults,
  ...gatewayFaults,
  ...nodeKernelFaults,
  ...externalFaults,
  ...nodeRedirectFaults,
  ...gatewayPolicyFaults,
  ...routeFaults,
  ...vpcFaults,
  ...vpcGatewayFaults,
  ...externalNetworkFaults,
  ...providerFaults,
  ...vlanHostFaults,
  ...joinedFaults,
  ...joinedGatewayFaults,
  ...podKernelFaults,
  ...podServerFaults,
  ...podRedirectFaults,
  ...podSilenceFaults,
];
