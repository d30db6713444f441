/**
 * Command lines that several remedies give.
 *
 * `kubectl ko appctl` runs ovs-appctl, which does not find ovn-controller's socket (/run/ovn): its
 * commands go through the node's ovs-ovn pod (kube-ovn dist/images/kubectl-ko, function xxctl).
 */
export function ovnController<const Command extends string>(command: Command) {
  return (
    "kubectl -n kube-system exec -c openvswitch $(kubectl -n kube-system get pods -l app=ovs " +
    `--field-selector spec.nodeName={node} -o name) -- ovn-appctl -t ovn-controller ${command}`
  );
}

/** Ends the lines that change something: nobody should run one without having read this. */
export const restartOvs =
  "kubectl -n kube-system delete pods -l app=ovs --field-selector spec.nodeName={node}" +
  "  # CHANGES THE CLUSTER: restarts OVS on the node, its pods lose packets";

export const replacePod =
  "kubectl delete pod -n {namespace} {name}  # CHANGES THE CLUSTER: the pod is replaced";

/** Whether a command line of a remedy changes something, as opposed to only reading. */
export function changesSomething(command: string): boolean {
  return /# CHANGES THE (CLUSTER|NODE)\b/.test(command);
}
