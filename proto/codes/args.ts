import type { Reason } from "../reasons/index.ts";

/** Values of a code's sentence by name: names and numbers, and a reason where a value is words. */
export type CodeArgs = Readonly<Record<string, string | number | Reason>>;

/** What the values in sentences and remedies mean, for who fills them in and for docs/codes.md. */
export const argMeanings: Readonly<Record<string, string>> = {
  source: "end that sends the packet in question (for a reply: the destination), as shown to users",
  destination: "end that the packet in question goes to, as shown to users",
  namespace: "namespace of the Pod or Service that the code is about",
  name: "name of that Pod or Service",
  container: "container of a pod",
  probe: "startup, readiness or liveness",
  node: "node that the code is about; for the underlay the sending node",
  remote: "the other node, or the remote address of a connection",
  interface: "network interface, in the node's namespace or, for pod codes, in the pod's",
  strategy: "what a port waits for that is to be activated, as in `rarp`",
  lsp: "logical switch port, Kube-OVN's `<pod>.<namespace>`",
  database: "OVN_Northbound or OVN_Southbound",
  router: "logical router: `ovn-cluster` or a VPC's name",
  subnet: "subnet, which is also the logical switch's name",
  policies: "all owners of the ACL, with their kind: `NetworkPolicy default/deny-all, …`",
  acl: "UUID of the ACL; its first eight digits suffice",
  protocol: "tcp, udp or icmp",
  port: "port number of tcp or udp",
  address: "IP address, or addresses",
  table: "OpenFlow table number",
  priority: "priority of the flow or policy",
  cookie: "cookie of the flow, hexadecimal without 0x",
  match: "match of the flow (ovs-fields(7)) or router policy; for HTTP the path, for DNS the name",
  expected: "value consistent with the rest of the cluster",
  actual: "value found",
  rule: "rule of nftables or iptables, as its tool prints it",
  total: "milliseconds from request to answer",
  lost: "packets lost",
  sent: "packets sent",
  mtu: "size in bytes of the largest IP packet known to pass",
  size: "IP packet size in bytes",
  detail: "what the tool or the object itself said, shortened",
};
