import type { Code } from "./code.ts";

/** How packets leave a VPC by an external network of its own: routers, NAT, next hops. */
export const externalNetworkCodes = [
  {
    code: "NAT_STALE",
    area: "gateway",
    level: "critical",
    stages: ["gateway", "underlay"],
    sentence: {
      en: "Logical router {router} has a stale NAT rule for {address}: {detail}",
      zh: "逻辑路由器 {router} 上 {address} 的 NAT 规则已失效：{detail}",
    },
    remedy: {
      text:
        "kube-ovn-controller writes the rules of OvnFip, OvnSnatRule and OvnDnatRule; after a " +
        "pod got another address they may be left as they were. Compare the object with the " +
        "pod, and make it anew.",
      zh:
        "OvnFip、OvnSnatRule 和 OvnDnatRule 的规则由 kube-ovn-controller 写入；Pod 地址变化后，" +
        "规则可能没有随之更新。请将该对象与 Pod 对比，并重新创建该对象。",
      commands: [
        "kubectl ko nbctl lr-nat-list {router}",
        "kubectl ko nbctl lr-lb-list {router}",
        "kubectl get ovn-eips,ovn-fips,ovn-snat-rules,ovn-dnat-rules",
      ],
    },
    proof:
      "A NAT rule or load balancer of the router names a port that does not have its address, or " +
      "an address that no port of the VPC has, or none of the router's rules covers the pod's.",
    args: ["router", "address", "detail"],
  },
  {
    code: "NAT_RULE_MISSING",
    area: "gateway",
    level: "warning",
    stages: ["underlay"],
    sentence: {
      en:
        "Packets from {source} leave logical router {router} with the pod's own address " +
        "{address}: it has no NAT rule for them",
      zh: "{source} 的报文以 Pod 自己的地址 {address} 离开逻辑路由器 {router}：路由器没有适用的 NAT 规则",
    },
    remedy: {
      text:
        "Unless the network outside routes the pod's Subnet back to the router, the VPC needs an " +
        "OvnSnatRule for the Subnet, or an OvnFip for the pod. If there is one, it was not " +
        "carried out: see kube-ovn-controller.",
      zh:
        "除非外部网络有通往该子网的回程路由，否则 VPC 需要该子网的 OvnSnatRule 或该 Pod 的 OvnFip。" +
        "如果规则已存在，则没有生效：请查看 kube-ovn-controller。",
      commands: [
        "kubectl ko nbctl lr-nat-list {router}",
        "kubectl get ovn-eips,ovn-fips,ovn-snat-rules",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
      ],
    },
    proof:
      "Packets with the pod's address were seen leaving the provider network's NIC, and no NAT " +
      "rule of the router is for it.",
    args: ["source", "router", "address"],
  },
  {
    code: "NEXTHOP_UNANSWERED",
    area: "gateway",
    level: "fatal",
    stages: ["underlay"],
    sentence: {
      en:
        "Logical router {router} asks for the MAC of {address} in the physical network (ARP or " +
        "ND), and nobody answers",
      zh: "逻辑路由器 {router} 在物理网络中询问 {address} 的 MAC（ARP 或 ND），没有得到应答",
    },
    remedy: {
      text:
        "Check that the physical gateway has that address, in the VLAN of the external Subnet, " +
        "and that the switch carries this VLAN to the node's NIC.",
      zh: "请确认物理网关拥有该地址并位于外部子网的 VLAN 中，且交换机放行该 VLAN 至节点网卡。",
      commands: [
        "kubectl ko nbctl lr-route-list {router}",
        "kubectl ko sbctl find MAC_Binding ip={address}",
        "kubectl get subnets,vlans,provider-networks",
      ],
    },
    proof:
      "ARP requests or neighbour solicitations of the router left the provider network's NIC, " +
      "and no answer came.",
    args: ["router", "address"],
  },
  {
    code: "NEXTHOP_LEARNING",
    area: "gateway",
    level: "info",
    stages: ["source-bridge"],
    sentence: {
      en:
        "The first packet from {source} was lost while logical router {router} asked for the MAC " +
        "of {address}; later packets pass",
      zh: "逻辑路由器 {router} 询问 {address} 的 MAC 期间丢失了 {source} 的第一个报文；后续报文不受影响",
    },
    remedy: {
      text:
        "OVN forgets a MAC that is not used (options:mac_binding_age_threshold), and asks again " +
        "with the next packet.",
      zh:
        "OVN 会清除不再使用的 MAC（options:mac_binding_age_threshold），并在下一个报文到来时" +
        "重新询问。",
      commands: ["kubectl ko sbctl find MAC_Binding ip={address}"],
    },
    proof:
      "The router had learnt no MAC of its next hop; one packet sent ahead was lost, and every " +
      "later one was answered.",
    args: ["source", "router", "address"],
  },
] as const satisfies readonly Code[];
