/** Commands that advice comes with; they only look. */

/** Tapline's own pods on a node, by the label that its chart gives them. */
export function podsOnNode(node: string): string[] {
  return [
    "kubectl get pods -A -o wide -l app.kubernetes.io/name=tapline " +
      `--field-selector spec.nodeName=${node}`,
  ];
}

/** Of the Open_vSwitch database of a node. */
export const openVswitchIds = "ovs-vsctl get Open_vSwitch . external_ids";

export const chassisRows = "ovn-sbctl list Chassis; ovn-sbctl list Encap";
