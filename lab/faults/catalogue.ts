import { alienFlowFaults } from "./alien-flow.ts";
import { bindingFaults } from "./binding.ts";
import { clockFaults } from "./clock.ts";
import { connectionFaults } from "./connections.ts";
import { northboundNoLeader } from "./database.ts";
import { duplicateAddressFaults } from "./duplicate-address.ts";
import { encapsulationFaults } from "./encapsulation.ts";
import { externalFaults } from "./external.ts";
import type { AnyFault } from "./fault.ts";
import { gatewayFaults } from "./gateway.ts";
import { hostFirewallFaults } from "./host-firewall.ts";
import { interfaceFaults } from "./interface.ts";
import { ipv6Faults } from "./ipv6.ts";
import { latencyFaults } from "./latency.ts";
import { logicalPortFaults } from "./logical-port.ts";
import { lossFaults } from "./loss.ts";
import { mtuFaults } from "./mtu.ts";
import { nodeOffline } from "./node-object.ts";
import { northdFaults } from "./northd.ts";
import { hwOffloadOn } from "./offload.ts";
import { openVswitchFaults } from "./open-vswitch.ts";
import { vswitchdOverrun } from "./overrun.ts";
import { ovnControllerFaults } from "./ovn-controller.ts";
import { ovnFlowFaults } from "./ovn-flow.ts";
import { podFaults } from "./pod.ts";
import { podKernelFaults } from "./pod-kernel.ts";
import { podObjectFaults } from "./pod-object.ts";
import { podServerFaults } from "./pod-server.ts";
import { podSilenceFaults } from "./pod-silence.ts";
import { policyFaults } from "./policy.ts";
import { policyKindFaults } from "./policy-kinds.ts";
import { providerFaults, vlanHostFaults } from "./provider.ts";
import { routerFaults } from "./router.ts";
import { gatewayPolicyFaults, routeFaults } from "./routing.ts";
import { serviceFaults } from "./service.ts";
import { shapingFaults } from "./shaping.ts";
import { subnetPrivate } from "./subnet.ts";
import { underlayFaults } from "./underlay.ts";

/** Every fault of the lab, in the order in which `faults` lists them. */
export const catalogue: readonly AnyFault[] = [
  ...policyFaults,
  ...policyKindFaults,
  subnetPrivate,
  ...routerFaults,
  ...logicalPortFaults,
  ...duplicateAddressFaults,
  ...bindingFaults,
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
  ...podFaults,
  ...podObjectFaults,
  nodeOffline,
  ...ipv6Faults,
  ...serviceFaults,
  ...gatewayFaults,
  ...externalFaults,
  ...gatewayPolicyFaults,
  ...routeFaults,
  ...providerFaults,
  ...vlanHostFaults,
  ...podKernelFaults,
  ...podServerFaults,
  ...podSilenceFaults,
];
