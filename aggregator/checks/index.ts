import type { Check } from "./check.ts";
import { externalCheck } from "./gateway/external.ts";
import { gatewayCheck } from "./gateway/gateway.ts";
import { clockCheck } from "./host/clock.ts";
import { conntrackCheck } from "./host/conntrack.ts";
import { hostFirewallCheck } from "./host/firewall.ts";
import { interfaceDropsCheck } from "./host/interface-drops.ts";
import { interfaceStateCheck } from "./host/interface-state.ts";
import { offloadCheck } from "./host/offload.ts";
import { reversePathCheck } from "./host/reverse-path.ts";
import { affinityCheck } from "./kubernetes/affinity.ts";
import { nodeStateCheck } from "./kubernetes/node-state.ts";
import { podReadyCheck } from "./kubernetes/pod-ready.ts";
import { podStateCheck } from "./kubernetes/pod-state.ts";
import { serviceCheck } from "./kubernetes/service.ts";
import { bridgeLossCheck } from "./openflow/bridge-loss.ts";
import { bridgePortCheck } from "./openflow/bridge-port.ts";
import { flowAlienCheck } from "./openflow/flow-alien.ts";
import { flowOutputCheck } from "./openflow/flow-output.ts";
import { flowSkippedCheck } from "./openflow/flow-skipped.ts";
import { flowsInstalledCheck } from "./openflow/flows-installed.ts";
import { ovsCheck } from "./openflow/ovs.ts";
import { aclCheck } from "./ovn/acl.ts";
import { addressConflictCheck } from "./ovn/address-conflict.ts";
import { databaseCheck } from "./ovn/database.ts";
import { logicalAddressCheck } from "./ovn/logical-address.ts";
import { logicalPathCheck } from "./ovn/logical-path.ts";
import { logicalPortCheck } from "./ovn/logical-port.ts";
import { northdCheck } from "./ovn/northd.ts";
import { ovnControllerCheck } from "./ovn/ovn-controller.ts";
import { portBindingCheck } from "./ovn/port-binding.ts";
import { portSecurityCheck } from "./ovn/port-security.ts";
import { routerDecisionCheck } from "./ovn/router-policy.ts";
import { podAddressCheck } from "./pod/address.ts";
import { checksumCheck } from "./pod/checksum.ts";
import { echoIgnoredCheck } from "./pod/echo-ignored.ts";
import { podFirewallCheck } from "./pod/firewall.ts";
import { podListenerCheck } from "./pod/listener.ts";
import { podMtuCheck } from "./pod/mtu.ts";
import { neighbourCheck } from "./pod/neighbour.ts";
import { neighbourEntryCheck } from "./pod/neighbour-entry.ts";
import { podRouteCheck } from "./pod/route.ts";
import { silenceCheck } from "./pod/silence.ts";
import { socketQueueCheck } from "./pod/socket-queue.ts";
import { encapsulationCheck } from "./underlay/encapsulation.ts";
import { latencyCheck } from "./underlay/latency.ts";
import { mtuCheck } from "./underlay/mtu.ts";
import { providerCheck } from "./underlay/provider.ts";
import { underlayCheck } from "./underlay/underlay.ts";

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
  portBindingCheck,
  // What decides on br-int.
  flowAlienCheck,
  serviceCheck,
  affinityCheck,
  routerDecisionCheck,
  providerCheck,
  flowOutputCheck,
  aclCheck,
  portSecurityCheck,
  addressConflictCheck,
  logicalPathCheck,
  // Between bridge and wire.
  encapsulationCheck,
  interfaceStateCheck,
  flowSkippedCheck,
  hostFirewallCheck,
  conntrackCheck,
  interfaceDropsCheck,
  mtuCheck,
  nodeStateCheck,
  underlayCheck,
  // Where packets leave OVN.
  gatewayCheck,
  // Inside the pods: what is not there before what is in the way.
  logicalAddressCheck,
  neighbourEntryCheck,
  podAddressCheck,
  reversePathCheck,
  podRouteCheck,
  podMtuCheck,
  podFirewallCheck,
  checksumCheck,
  echoIgnoredCheck,
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
