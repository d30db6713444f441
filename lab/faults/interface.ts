import { ipBatch } from "../run-in.ts";
import { expectation, type Fault, fromAToB } from "./fault.ts";

export const hostVethDown: Fault = {
  ...fromAToB,
  name: "host-veth-down",
  summary: "the host side of the destination's veth is down",
  expect: expectation("destination-bridge", "request", "INTERFACE_DOWN"),
  inject: ({ destination, destinationNode }) =>
    ipBatch(destinationNode.netns, [`link set ${destination.hostInterface} down`]),
};
