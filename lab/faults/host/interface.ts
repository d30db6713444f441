import { ipBatch } from "../../run-in.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";

/** The two ends of a pod's veth: down, or not there. */
export const interfaceFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "host-veth-down",
    summary: "the host side of the destination's veth is down",
    expect: expectation("destination-bridge", "request", "INTERFACE_DOWN"),
    inject: ({ destination, destinationNode }) =>
      ipBatch(destinationNode.netns, [`link set ${destination.hostInterface} down`]),
  },
  {
    ...fromAToB,
    name: "pod-interface-down",
    summary: "the destination pod's own interface is down",
    expect: expectation("destination-bridge", "request", "POD_INTERFACE_DOWN"),
    expectSameNode: expectation("source-bridge", "request", "POD_INTERFACE_DOWN"),
    inject: ({ destination }) =>
      ipBatch(destination.netns, [`link set ${destination.interface} down`]),
  },
  {
    ...fromAToB,
    name: "pod-interface-down-source",
    summary: "the source pod's own interface is down",
    expect: expectation("source-pod", "request", "POD_INTERFACE_DOWN"),
    inject: ({ source }) => ipBatch(source.netns, [`link set ${source.interface} down`]),
  },
  {
    ...fromAToB,
    name: "pod-interface-missing",
    summary: "the destination's veth was deleted: its pod has no interface any more",
    expect: expectation("control-plane", "request", "POD_INTERFACE_MISSING"),
    inject: ({ destination, destinationNode }) =>
      ipBatch(destinationNode.netns, [`link del ${destination.hostInterface}`]),
  },
];
