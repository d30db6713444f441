import type { Check } from "./check.ts";
import { gatewayChecksumCheck } from "./gateway/checksum.ts";
import { externalCheck } from "./gateway/external.ts";
import { natCheck } from "./gateway/nat.ts";
import { nexthopCheck } from "./gateway/nexthop.ts";
import { gatewayCheck } from "./gateway/node.ts";
import { nodeReversePathCheck } from "./gateway/reverse-path.ts";
import { clockCheck } from "./host/clock.ts";
import { conntrackCheck } from "./host/conntrack.ts";
import { hostFirewallCheck } from "./host/firewall.ts";
import { interfaceDropsCheck } from "./host/interface-drops.ts";
import { interfaceStateCheck } from "./host/interface-state.ts";
import { mtuCheck } from "./host/mtu.ts";
import { offloadCheck } from "./host/offload.ts";
import { ownPacketsCheck } from "./host/own-packets.ts";
import { affinityCheck } from "./kubernetes/affinity.ts";
import { nodeStateCheck } from "./kubernetes/node-state.ts";
import { podProbeCheck } from "./kubernetes/pod-probe.ts";
import { podReadyCheck } from "./kubernetes/pod-ready.ts";
import { podStateCheck } from "./kubernetes/pod-state.ts";
import { serviceCheck } from "./kubernetes/service.ts";
import { flowAlienCheck } from "./openflow/alien.ts";
import { flowSkippedCheck } from "./openflow/carried-out.ts";
import { flowsInstalledCheck } from "./openflow/installed.ts";
import { flowOutputCheck } from "./openflow/output.ts";
import { uplinkFlowCheck } from "./openflow/uplink-flow.ts";
import { aclCheck } from "./ovn/acl.ts";
import { activationCheck } from "./ovn/activation.ts";
import { addressConflictCheck } from "./ovn/address-conflict.ts";
import { addressHolderCheck } from "./ovn/address-holder.ts";
import { ovnControllerCheck } from "./ovn/controller.ts";
import { databaseCheck } from "./ovn/database.ts";
import { encapsulationCheck } from "./ovn/encapsulation.ts";
import { identityCheck } from "./ovn/identity.ts";
import { logicalAddressCheck } from "./ovn/logical-address.ts";
import { logicalPathCheck } from "./ovn/logical-path.ts";
import { logicalPortCheck } from "./ovn/logical-port.ts";
import { macConflictCheck } from "./ovn/mac-conflict.ts";
import { northdCheck } from "./ovn/northd.ts";
import { portBindingCheck } from "./ovn/port-binding.ts";
import { portSecurityCheck } from "./ovn/port-security.ts";
import { routerDecisionCheck } from "./ovn/router-decision.ts";
import { routerPortCheck } from "./ovn/router-port.ts";
import { ttlCheck } from "./ovn/ttl.ts";
import { bridgePortCheck } from "./ovs/bridge-port.ts";
import { bridgeLossCheck } from "./ovs/loss.ts";
import { ovsCheck } from "./ovs/vswitchd.ts";
import { answererCheck } from "./path/answerer.ts";
import { latencyCheck } from "./path/latency.ts";
import { redirectCheck } from "./path/redirect.ts";
import { podAddressCheck } from "./pod/address.ts";
import { checksumCheck } from "./pod/checksum.ts";
import { echoIgnoredCheck } from "./pod/echo-ignored.ts";
import { podFirewallCheck } from "./pod/firewall.ts";
import { podLimitsCheck } from "./pod/limits.ts";
import { podListenerCheck } from "./pod/listener.ts";
import { podMtuCheck } from "./pod/mtu.ts";
import { neighbourCheck } from "./pod/neighbour.ts";
import { neighbourEntryCheck } from "./pod/neighbour-entry.ts";
import { reversePathCheck } from "./pod/reverse-path.ts";
import { podRouteCheck } from "./pod/route.ts";
import { silenceCheck } from "./pod/silence.ts";
import { socketQueueCheck } from "./pod/socket-queue.ts";
import { providerCheck } from "./provider/network.ts";
import { underlayCheck } from "./underlay/delivery.ts";
import { tunnelNeighbourCheck } from "./underlay/neighbour.ts";

/**
 * Every check. The order is the order of blame: of several findings that explain one failure, the
 * cause is the earliest here, because it brings about those that follow it.
 */
export const checks: readonly Check[] = [
  // A switch that is down explains everything on its bridge.
  ovsCheck,
  // A pod that Kubernetes has not placed, or has ended, before all that it lacks for that reason.
  podStateCheck,
  // A port that is not there, before what follows from its absence.
  logicalPortCheck,
  bridgePortCheck,
  databaseCheck,
  northdCheck,
  ovnControllerCheck,
  // Who has another's name, before what follows from taking turns.
  identityCheck,
  portBindingCheck,
  activationCheck,
  // What decides on br-int.
  flowAlienCheck,
  uplinkFlowCheck,
  serviceCheck,
  affinityCheck,
  routerPortCheck,
  ttlCheck,
  routerDecisionCheck,
  providerCheck,
  // Whose MAC it is, before where the flows go by it.
  macConflictCheck,
  flowOutputCheck,
  aclCheck,
  portSecurityCheck,
  addressHolderCheck,
  addressConflictCheck,
  answererCheck,
  logicalPathCheck,
  // Between bridge and wire.
  encapsulationCheck,
  interfaceStateCheck,
  ownPacketsCheck,
  flowSkippedCheck,
  podLimitsCheck,
  hostFirewallCheck,
  conntrackCheck,
  interfaceDropsCheck,
  mtuCheck,
  nodeStateCheck,
  tunnelNeighbourCheck,
  underlayCheck,
  // Where packets leave OVN.
  gatewayChecksumCheck,
  natCheck,
  nexthopCheck,
  gatewayCheck,
  nodeReversePathCheck,
  // Inside the pods: what is not there before what is in the way.
  logicalAddressCheck,
  neighbourEntryCheck,
  podAddressCheck,
  reversePathCheck,
  podRouteCheck,
  podMtuCheck,
  podFirewallCheck,
  redirectCheck,
  checksumCheck,
  echoIgnoredCheck,
  podProbeCheck,
  podListenerCheck,
  socketQueueCheck,
  // The bridge again, when nothing more precise is known.
  bridgeLossCheck,
  latencyCheck,
  clockCheck,
  offloadCheck,
  flowsInstalledCheck,
  podReadyCheck,
  neighbourCheck,
  silenceCheck,
  externalCheck,
];
