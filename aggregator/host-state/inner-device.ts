/** Interfaces of a node that are no way out of it: Kube-OVN's veths and ports, OVS's devices. */
export const innerDevice = /_h$|^(lo|ovn0|mirror0|ovs-system|br-int)$|^(genev|vxlan)_sys_\d+$/;
