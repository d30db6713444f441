import type { Code } from "./code.ts";
import { ovnController, replacePod } from "./commands.ts";

export const ovnLogicalCodes = [
  {
    code: "ACL_DENIED",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "Packets from {source} to {destination} are dropped by {policies} (ACL {acl}): {detail}",
      zh: "从 {source} 到 {destination} 的报文被 {policies} 丢弃（ACL {acl}）：{detail}",
    },
    remedy: {
      text:
        "If this traffic is wanted, allow it in a policy that selects the pod. Where several " +
        "policies deny by default, each of them drops it; that is why all are listed.",
      zh:
        "如果应当放行该流量，请在选中该 Pod 的策略中允许它。多条策略同时默认拒绝时，每一条都" +
        "会丢弃报文，因此全部列出。",
      commands: [
        "kubectl get networkpolicy -A",
        "kubectl ko nbctl list ACL {acl}",
        "kubectl ko nbctl --columns=name,external_ids,acls find Port_Group",
      ],
    },
    proof:
      "A trace ends in an ACL stage; its flow's cookie leads to the logical flow, stage-hint to " +
      "the ACL, external_ids:parent to the port group and external_ids:np to the NetworkPolicy. " +
      "Confirmed when the packets were seen on the near side of that stage and not on the far " +
      "side.",
    args: ["source", "destination", "policies", "acl", "detail"],
  },
  {
    code: "SUBNET_ISOLATED",
    area: "ovn-logical",
    level: "fatal",
    stages: ["destination-bridge", "source-bridge"],
    sentence: {
      en: "Subnet {subnet} is private and does not admit packets from {address}",
      zh: "子网 {subnet} 为私有子网，不接受来自 {address} 的报文",
    },
    remedy: {
      text: "If this traffic is wanted, add the sender's CIDR to the subnet's spec.allowSubnets.",
      zh: "如果应当放行该流量，请将发送方的 CIDR 加入该子网的 spec.allowSubnets。",
      commands: [
        "kubectl get subnet {subnet} -o yaml",
        "kubectl ko nbctl acl-list {subnet}",
        "kubectl edit subnet {subnet}  # CHANGES THE CLUSTER: who may reach the subnet",
      ],
    },
    proof:
      "The trace ends at an ACL of the switch itself that carries the subnet's name and priority " +
      "1000, and the subnet has spec.private.",
    args: ["subnet", "address"],
  },
  {
    code: "LOGICAL_PORT_MISSING",
    area: "ovn-logical",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "OVN has no logical port {lsp} for pod {namespace}/{name}",
      zh: "OVN 中没有 Pod {namespace}/{name} 的逻辑端口 {lsp}",
    },
    remedy: {
      text:
        "kube-ovn-controller creates the port: read its log for this pod. If the Pod can be " +
        "replaced, recreating it creates a new port.",
      zh:
        "该端口由 kube-ovn-controller 创建：请查看其中与该 Pod 有关的日志。" +
        "如果 Pod 可以重建，重建后会生成新的端口。",
      commands: [
        "kubectl ko nbctl --columns=name,addresses,external_ids find Logical_Switch_Port " +
          "name={lsp}",
        "kubectl get ips.kubeovn.io {lsp} -o yaml",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
        replacePod,
      ],
    },
    proof: "The northbound database is monitored and in sync, and holds no port of this name.",
    args: ["namespace", "name", "lsp"],
  },
  {
    code: "LOGICAL_PORT_DISABLED",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "control-plane"],
    sentence: {
      en: "Logical port {lsp} of pod {namespace}/{name} is disabled: OVN drops all its packets",
      zh: "Pod {namespace}/{name} 的逻辑端口 {lsp} 已被禁用：OVN 会丢弃其全部报文",
    },
    remedy: {
      text: "Kube-OVN leaves ports enabled: find out who disabled it before you enable it again.",
      zh: "Kube-OVN 默认启用端口：请先查明是谁禁用了它，再重新启用。",
      commands: ["kubectl ko nbctl --columns=name,enabled find Logical_Switch_Port name={lsp}"],
    },
    proof: "Logical_Switch_Port enabled is false in the northbound database.",
    args: ["lsp", "namespace", "name"],
  },
  {
    code: "LOGICAL_PORT_NOT_BOUND",
    area: "ovn-logical",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Logical port {lsp} is bound to {actual}, but its pod is on {node}",
      zh: "逻辑端口 {lsp} 绑定到 {actual}，而其 Pod 位于节点 {node}",
    },
    remedy: {
      text:
        "ovn-controller binds the port when an interface on br-int carries its name as " +
        "iface-id. Check that the interface does, that no other node has one, and what " +
        "ovn-controller logs.",
      zh:
        "当 br-int 上的接口以该端口名作为 iface-id 时，ovn-controller 会绑定此端口。" +
        "请确认接口的 iface-id 正确、其他节点没有同名接口，并查看 ovn-controller 的日志。",
      commands: [
        "kubectl ko sbctl find Port_Binding logical_port={lsp}",
        "kubectl ko vsctl {node} find Interface external_ids:iface-id={lsp}",
        ovnController("connection-status"),
      ],
    },
    proof: "The southbound Port_Binding has no chassis, or that of a node other than the Pod's.",
    args: ["lsp", "node", "actual"],
  },
  {
    code: "PORT_AWAITS_ACTIVATION",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en:
        "Logical port {lsp} waits on {node} for its activation ({strategy}): until then OVN " +
        "drops all its packets there",
      zh: "逻辑端口 {lsp} 在 {node} 上等待激活（{strategy}）：在此之前 OVN 丢弃其全部报文",
    },
    remedy: {
      text:
        "So it is while a virtual machine moves: the port is activated once the machine on the " +
        "new node announces itself. If no migration is under way, the port still carries the " +
        "options of one.",
      zh:
        "虚拟机迁移期间即是如此：新节点上的虚拟机发出通告后端口才会激活。" +
        "若当前没有迁移，则端口上残留了迁移时的选项。",
      commands: [
        "kubectl get vmim -A",
        "kubectl ko nbctl --columns=name,options find Logical_Switch_Port name={lsp}",
        "kubectl ko sbctl find Port_Binding logical_port={lsp}",
      ],
    },
    proof:
      "The OpenFlow trace ends at a drop that ovn-controller made of the port's Port_Binding, " +
      "whose options:activation-strategy is set, and which is not activated on that chassis.",
    args: ["lsp", "node", "strategy"],
  },
  {
    code: "LOGICAL_ADDRESS_MISMATCH",
    area: "ovn-logical",
    level: "fatal",
    stages: [
      "control-plane",
      "source-pod",
      "source-bridge",
      "destination-bridge",
      "destination-pod",
      "gateway",
    ],
    sentence: {
      en: "OVN has {actual} for logical port {lsp}, but its interface has {expected}",
      zh: "OVN 中逻辑端口 {lsp} 的地址为 {actual}，而其接口实际使用 {expected}",
    },
    remedy: {
      text:
        "The Pod's annotations say which address Kube-OVN chose. Find out who changed the " +
        "port or the interface; replacing the Pod rewrites both. Of a node's ovn0 the Node's " +
        "annotations say it, and kube-ovn-cni sets it when it starts.",
      zh:
        "Pod 的注解记录了 Kube-OVN 分配的地址。请查明端口或接口被谁修改；重建 Pod 会重新写入两者。" +
        "节点 ovn0 的地址记录在 Node 的注解中，kube-ovn-cni 启动时会设置它。",
      commands: [
        "kubectl ko nbctl lsp-get-addresses {lsp}",
        "kubectl get ips.kubeovn.io {lsp} -o yaml",
        'kubectl ko nbctl lsp-set-addresses {lsp} "{expected}"  # CHANGES THE CLUSTER: OVN\'s port',
      ],
    },
    proof:
      "The MAC or IP addresses in the northbound port differ from those that the agent read in " +
      "the pod's network namespace.",
    args: ["lsp", "expected", "actual"],
  },
  {
    code: "PORT_SECURITY_DROP",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "Port security of logical port {lsp} drops packets with {actual}; it allows {expected}",
      zh: "逻辑端口 {lsp} 的端口安全丢弃了带有 {actual} 的报文，只允许 {expected}",
    },
    remedy: {
      text:
        "Make the pod send from its own addresses, or allow others with the annotation " +
        "ovn.kubernetes.io/aaps (virtual addresses) or by turning port_security off for the " +
        "pod.",
      zh:
        "请让 Pod 使用自己的地址发送；如需其他地址，可通过注解 ovn.kubernetes.io/aaps（虚拟地址）" +
        "放行，或为该 Pod 关闭 port_security。",
      commands: [
        "kubectl ko nbctl lsp-get-port-security {lsp}",
        "kubectl ko nbctl lsp-get-addresses {lsp}",
      ],
    },
    proof:
      "The trace ends in a port security stage, or the port's port_security does not allow " +
      "the addresses with which the packets were seen at the veth.",
    args: ["lsp", "expected", "actual"],
  },
  {
    code: "NO_LOGICAL_ROUTE",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "Logical router {router} has no route to {address}",
      zh: "逻辑路由器 {router} 没有到 {address} 的路由",
    },
    remedy: {
      text:
        "Check whether both subnets are in the same VPC, and the VPC's static routes. " +
        "Subnets of different VPCs need a peering.",
      zh: "请确认两个子网是否属于同一 VPC，并检查该 VPC 的静态路由。不同 VPC 的子网需要对等连接。",
      commands: [
        "kubectl ko nbctl lr-route-list {router}",
        "kubectl ko nbctl lr-policy-list {router}",
        "kubectl get vpc,subnet",
      ],
    },
    proof: "The logical trace ends in the router's routing stage without a matching route.",
    args: ["router", "address"],
  },
  {
    code: "ROUTER_POLICY_DROP",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "A policy of logical router {router} drops packets to {address}: {priority} {match}",
      zh: "逻辑路由器 {router} 的策略丢弃了发往 {address} 的报文：{priority} {match}",
    },
    remedy: {
      text: "Find the Vpc (spec.policyRoutes) or egress gateway that the policy comes from.",
      zh: "请查明该策略来自哪个 Vpc（spec.policyRoutes）或出口网关。",
      commands: ["kubectl ko nbctl lr-policy-list {router}", "kubectl get vpc {router} -o yaml"],
    },
    proof: "The logical trace ends in the router's policy stage; stage-hint leads to the policy.",
    args: ["router", "address", "priority", "match"],
  },
  {
    code: "LOGICAL_DELIVERS_ELSEWHERE",
    area: "ovn-logical",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge", "service"],
    sentence: {
      en: "OVN delivers packets for {address} to {actual}, not to {expected}",
      zh: "OVN 将发往 {address} 的报文送到 {actual}，而不是 {expected}",
    },
    remedy: {
      text:
        "Look for a second logical port with the address, or for a route or load balancer " +
        "that takes it.",
      zh: "请检查是否有其他逻辑端口占用该地址，或有路由、负载均衡将其引走。",
      commands: [
        "kubectl ko nbctl --columns=name,addresses find Logical_Switch_Port",
        "kubectl get ips.kubeovn.io",
      ],
    },
    proof:
      "The logical trace outputs to a port other than the one that the destination resolves to.",
    args: ["address", "expected", "actual"],
  },
  {
    code: "LOAD_BALANCER_STALE",
    area: "ovn-logical",
    level: "critical",
    stages: ["service"],
    sentence: {
      en:
        "OVN's load balancer of {namespace}/{name} has {actual}; the ready endpoints are " +
        "{expected}",
      zh: "{namespace}/{name} 的 OVN 负载均衡后端为 {actual}，而就绪的后端为 {expected}",
    },
    remedy: {
      text: "kube-ovn-controller writes the entry: read its log for the Service.",
      zh: "该条目由 kube-ovn-controller 写入：请查看其中与该 Service 有关的日志。",
      commands: [
        "kubectl ko nbctl lb-list",
        "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name} -o yaml",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
      ],
    },
    proof:
      "The vips of the northbound Load_Balancer differ from the ready endpoints of the Service's " +
      "EndpointSlices.",
    args: ["namespace", "name", "expected", "actual"],
  },
] as const satisfies readonly Code[];
