import type { Code } from "./code.ts";

/** Addresses that no Pod has, and identities that exist twice. */
export const addressCodes = [
  {
    code: "ADDRESS_WITHOUT_POD",
    area: "ovn-logical",
    level: "info",
    stages: ["source-bridge"],
    sentence: {
      en: "No Pod has address {address}: {detail}",
      zh: "没有 Pod 拥有地址 {address}：{detail}",
    },
    remedy: {
      text:
        "This is what each source says of the address. It is fine where they agree; where they " +
        "do not, the address has moved, or somebody holds it who should not.",
      zh:
        "以上是各数据源对该地址的说法。一致即为正常；不一致则说明地址已漂移，" +
        "或被不应持有它的一方占用。",
      commands: [
        "kubectl get vips.kubeovn.io,ips.kubeovn.io",
        "kubectl ko nbctl find Logical_Switch_Port type=virtual",
        "kubectl ko sbctl find MAC_Binding ip={address}",
      ],
    },
    proof: "The address is of a Subnet, and neither a Pod, a Service nor a node has it.",
    args: ["address", "detail"],
  },
  {
    code: "ADDRESS_NOT_HELD",
    area: "ovn-logical",
    level: "critical",
    stages: ["source-bridge", "underlay", "destination-bridge", "destination-pod"],
    sentence: {
      en: "Nobody answers for {address}, which no Pod has: {detail}",
      zh: "没有 Pod 拥有地址 {address}，也没有任何一方为它应答：{detail}",
    },
    remedy: {
      text:
        "The pod that is to hold the address has to have it on its interface: look at keepalived " +
        "or whatever else gives it, in the pods named here. If nobody is to have it, the client " +
        "uses an old address.",
      zh:
        "应持有该地址的 Pod 必须在其网卡上配置它：请检查上述 Pod 中的 keepalived 或其他分配地址的程序。" +
        "如果本不应有任何一方持有它，则是客户端使用了旧地址。",
      commands: [
        "kubectl get vips.kubeovn.io,ips.kubeovn.io",
        "kubectl ko nbctl find Logical_Switch_Port type=virtual",
        "kubectl ko sbctl find Port_Binding type=virtual",
      ],
    },
    proof:
      "The address was asked for, ARP or ND, and no tap on the nodes of its Subnet saw anybody " +
      "answer.",
    args: ["address", "detail"],
  },
  {
    code: "MAC_BINDING_STALE",
    area: "ovn-logical",
    level: "critical",
    stages: ["source-bridge", "underlay", "destination-bridge", "destination-pod", "gateway"],
    sentence: {
      en: "The MAC learnt for {address} is out of date: {detail}",
      zh: "学习到的 {address} 的 MAC 已过期：{detail}",
    },
    remedy: {
      text:
        "Who takes an address over must announce it (gratuitous ARP, unsolicited ND): check that " +
        "keepalived does, and that port security lets it. OVN forgets an entry by itself with " +
        "options:mac_binding_age_threshold of the router.",
      zh:
        "接管地址的一方必须通告它（免费 ARP 或非请求 ND）：请确认 keepalived 已发送，且端口安全放行。" +
        "路由器设置 options:mac_binding_age_threshold 后，OVN 会自行老化表项。",
      commands: [
        "kubectl ko sbctl find MAC_Binding ip={address}",
        "kubectl ko sbctl find Port_Binding type=virtual",
      ],
    },
    proof:
      "Another MAC was seen to answer for the address, or the MAC learnt is of no port, or of a " +
      "pod that does not have the address.",
    args: ["address", "detail"],
  },
  {
    code: "MAC_CONFLICT",
    area: "ovn-logical",
    level: "critical",
    stages: ["source-bridge", "underlay", "destination-bridge", "destination-pod", "source-pod"],
    sentence: {
      en: "MAC {actual} of logical port {lsp} is another port's as well: {detail}",
      zh: "逻辑端口 {lsp} 的 MAC {actual} 同时属于其他端口：{detail}",
    },
    remedy: {
      text:
        "OVN forwards by MAC, and to one of them only. Find out which annotation or restored " +
        "machine brought the second one, and replace that Pod.",
      zh: "OVN 按 MAC 转发，且只会送达其中之一。请查明重复的 MAC 来自哪个注解或恢复的虚拟机，并重建该 Pod。",
      commands: [
        "kubectl ko nbctl --columns=name,addresses find Logical_Switch_Port",
        "kubectl get ips.kubeovn.io -o wide",
      ],
    },
    proof: "Two logical ports of one switch have the MAC in their addresses.",
    args: ["lsp", "actual", "detail"],
  },
  {
    code: "IFACE_ID_DUPLICATE",
    area: "ovn-control",
    level: "fatal",
    stages: [
      ...(["control-plane", "source-bridge", "underlay"] as const),
      ...(["destination-bridge", "destination-pod", "source-pod"] as const),
    ],
    sentence: {
      en: "Several nodes claim logical port {lsp}: {detail}",
      zh: "多个节点同时认领逻辑端口 {lsp}：{detail}",
    },
    remedy: {
      text:
        "Their chassis take the port from each other, and packets go now to one node, now to the " +
        "other. The interface that is not the Pod's is a leftover: remove it from br-int.",
      zh:
        "这些节点的 chassis 相互抢占该端口，报文会在节点之间来回变化。不属于该 Pod 的接口是残留：" +
        "请将其从 br-int 移除。",
      commands: [
        "kubectl ko sbctl find Port_Binding logical_port={lsp}",
        "kubectl ko vsctl {node} --columns=name find Interface external_ids:iface-id={lsp}",
      ],
    },
    proof:
      "Interfaces of two nodes have the port's name as external_ids:iface-id; during the " +
      "diagnosis the port's binding named another node than the Pod's.",
    args: ["lsp", "node", "detail"],
  },
  {
    code: "CHASSIS_DUPLICATE",
    area: "ovn-control",
    level: "fatal",
    stages: [
      ...(["control-plane", "source-bridge", "underlay", "destination-bridge"] as const),
      ...(["gateway", "destination-pod", "source-pod"] as const),
    ],
    sentence: {
      en: "Chassis identities clash: {detail}",
      zh: "chassis 身份重复：{detail}",
    },
    remedy: {
      text:
        "Each node needs a system-id of its own (/etc/openvswitch/system-id.conf; a copied disk " +
        "copies it). The chassis of a node that has a new one has to go before the node can use " +
        "its address.",
      zh:
        "每个节点都需要唯一的 system-id（/etc/openvswitch/system-id.conf，复制磁盘会将其一并复制）。" +
        "节点更换 system-id 后，须先删除旧的 chassis，其地址才能重新使用。",
      commands: [
        "kubectl ko sbctl show",
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids:system-id",
      ],
    },
    proof:
      "Two nodes' Open_vSwitch external_ids:system-id are the same, or a chassis that is not the " +
      "node's own has its name or tunnel address.",
    args: ["node", "detail"],
  },
] as const satisfies readonly Code[];
