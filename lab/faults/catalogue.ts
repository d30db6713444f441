import { alienFlowFaults } from "./alien-flow.ts";
import { bindingFaults } from "./binding.ts";
import { encapIpWrong } from "./encapsulation.ts";
import type { Fault } from "./fault.ts";
import { hostVethDown } from "./interface.ts";
import { logicalPortFaults } from "./logical-port.ts";
import { northdFaults } from "./northd.ts";
import { ovnControllerFaults } from "./ovn-controller.ts";
import { podFaults } from "./pod.ts";
import { policyFaults } from "./policy.ts";
import { subnetPrivate } from "./subnet.ts";
import { underlayFaults } from "./underlay.ts";

/** Every fault of the lab, in the order in which `faults` lists them. */
export const catalogue: readonly Fault[] = [
  ...policyFaults,
  subnetPrivate,
  ...logicalPortFaults,
  ...bindingFaults,
  ...northdFaults,
  ...ovnControllerFaults,
  ...alienFlowFaults,
  ...underlayFaults,
  encapIpWrong,
  hostVethDown,
  ...podFaults,
];
