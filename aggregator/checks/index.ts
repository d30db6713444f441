import { aclCheck } from "./acl.ts";
import { addressConflictCheck } from "./address-conflict.ts";
import { affinityCheck } from "./affinity.ts";
import { bridgeLossCheck } from "./bridge-loss.ts";
import { bridgePortCheck } from "./bridge-port.ts";
import type { Check } from "./check.ts";
import { checksumCheck } from "./checksum.ts";
import { clockCheck } from "./clock.ts";
import { conntrackCheck } from "./conntrack.ts";
import { databaseCheck } from "./database.ts";
import { echoIgnoredCheck } from "./echo-ignored.ts";
import { encapsulationCheck } from "./encapsulation.ts";
import { externalCheck } from "./external.ts";
import { flowAlienCheck } from "./flow-alien.ts";
import { flowOutputCheck } from "./flow-output.ts";
import { flowSkippedCheck } from "./flow-skipped.ts";
import { flowsInstalledCheck } from "./flows-installed.ts";
import { gatewayCheck } from "./gateway.ts";
import { hostFirewallCheck } from "./host-firewall.ts";
import { interfaceDropsCheck } from "./interface-drops.ts";
import { interfaceStateCheck } from "./interface-state.ts";
import { latencyCheck } from "./latency.ts";
import { logicalAddressCheck } from "./logical-address.ts";
import { logicalPathCheck } from "./logical-path.ts";
import { logicalPortCheck } from "./logical-port.ts";
import { mtuCheck } from "./mtu.ts";
import { neighbourCheck } from "./neighbour.ts";
import { neighbourEntryCheck } from "./neighbour-entry.ts";
import { nodeStateCheck } from "./node-state.ts";
import { northdCheck } from "./northd.ts";
import { offloadCheck } from "./offload.ts";
import { ovnControllerCheck } from "./ovn-controller.ts";
import { ovsCheck } from "./ovs.ts";
import { podAddressCheck } from "./pod-address.ts";
import { podFirewallCheck } from "./pod-firewall.ts";
import { podListenerCheck } from "./pod-listener.ts";
import { podMtuCheck } from "./pod-mtu.ts";
import { podReadyCheck } from "./pod-ready.ts";
import { podRouteCheck } from "./pod-route.ts";
import { podStateCheck } from "./pod-state.ts";
import { portBindingCheck } from "./port-binding.ts";
import { portSecurityCheck } from "./port-security.ts";
import { providerCheck } from "./provider.ts";
import { reversePathCheck } from "./reverse-path.ts";
import { routerDecisionCheck } from "./router-decision.ts";
import { serviceCheck } from "./service.ts";
import { silenceCheck } from "./silence.ts";
import { socketQueueCheck } from "./socket-queue.ts";
import { underlayCheck } from "./underlay.ts";

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
