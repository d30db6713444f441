import { turnOffloadOn } from "../../openvswitch/offload.ts";
import { acrossNodes, type Fault, finding, fromAToB } from "../fault.ts";

/** Packets may pass the tap of the destination's node by. None is lost for it. */
export const hwOffloadOn: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  name: "hw-offload-on",
  summary: "Open vSwitch of the destination's node may let hardware forward packets",
  expect: finding("OFFLOADED_PATH"),
  inject: ({ destinationNode }) => turnOffloadOn(destinationNode),
};
