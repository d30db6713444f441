import type { Code } from "./code.ts";

/** What logical routers decide: where packets leave a VPC, or do not. */
export const routingCodes = [
  {
    code: "GATEWAY_POLICY_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "gateway"],
    sentence: {
      en:
        "No policy of logical router {router} sends packets from {source} to a gateway node: " +
        "{detail}",
      zh: "逻辑路由器 {router} 没有把来自 {source} 的报文引向网关节点的策略：{detail}",
    },
    remedy: {
      text:
        "With a distributed gateway, the pod's port must be in the port group of its Subnet " +
        "and node; with a centralized one, the policy belongs to the Subnet. " +
        "kube-ovn-controller maintains both.",
      zh:
        "分布式网关要求 Pod 端口属于其子网与节点对应的 port group，集中式网关的策略属于子网：" +
        "两者均由 kube-ovn-controller 维护。",
      commands: [
        "kubectl ko nbctl lr-policy-list {router}",
        "kubectl ko nbctl --columns=name,ports list Port_Group",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
      ],
    },
    proof: "No policy that matches the packet leads to the join address of a node.",
    args: ["router", "source", "detail"],
  },
  {
    code: "SUBNET_NOT_REACHABLE",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway", "underlay"],
    sentence: {
      en:
        "VPC {router} has no route to subnet {subnet} of another VPC, where {destination} " +
        "({address}) is: {detail}",
      zh: "VPC {router} 没有通往另一 VPC 的子网 {subnet} 的路由，而 {destination}（{address}）在该子网中：{detail}",
    },
    remedy: {
      text:
        "Pods of different VPCs reach each other only over a VPC peering (spec.vpcPeerings and " +
        "spec.staticRoutes of both Vpcs), or by addresses that a NAT gateway publishes.",
      zh:
        "不同 VPC 的 Pod 只能通过 VPC 对等连接互通（两个 Vpc 都需配置 spec.vpcPeerings 与 " +
        "spec.staticRoutes），或通过 NAT 网关发布的地址访问。",
      commands: [
        "kubectl get vpc {router} -o yaml",
        "kubectl ko nbctl lr-route-list {router}",
        "kubectl ko nbctl lr-policy-list {router}",
      ],
    },
    proof:
      "The pods are in two VPCs, and by the logical flows of the sender's router its packets " +
      "leave to another network than the receiver's, or are dropped.",
    args: ["router", "subnet", "destination", "address", "detail"],
  },
  {
    code: "NEXTHOP_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "gateway"],
    sentence: {
      en:
        "The policy of logical router {router} for packets from {source} has no next hop left: " +
        "{detail}",
      zh: "逻辑路由器 {router} 用于 {source} 报文的策略已没有任何下一跳：{detail}",
    },
    remedy: {
      text:
        "kube-ovn-controller takes gateway nodes out of an ECMP gateway that are not ready or " +
        "whose ovn0 does not answer its pings; it pings from its own node. Check the gateway " +
        "nodes, and the tunnels from the controller's node to them.",
      zh:
        "对于 ECMP 网关，kube-ovn-controller 会移除未就绪或其 ovn0 不响应 ping 的网关节点（从控制器所在节点发起 ping）。" +
        "请检查各网关节点，以及控制器所在节点到它们的隧道。",
      commands: [
        "kubectl ko nbctl lr-policy-list {router}",
        "kubectl get nodes -l ovn.kubernetes.io/external-gw=true",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
      ],
    },
    proof:
      "In the northbound the policy that comes first for the packet reroutes to no next hop; " +
      "ovn-northd makes no flow of it, and no other policy or route leads out.",
    args: ["router", "source", "detail"],
  },
  {
    code: "NEXTHOP_UNRESOLVED",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "Logical router {router} sends packets for {address} to next hop {actual}, which " +
        "belongs to no port",
      zh: "逻辑路由器 {router} 将发往 {address} 的报文送往下一跳 {actual}，但没有端口拥有该地址",
    },
    remedy: {
      text:
        "Find the policy or static route with that next hop: it may belong to a gateway node " +
        "that is gone, or come from a Vpc's staticRoutes or policyRoutes.",
      zh:
        "请查找使用该下一跳的策略或静态路由：可能属于已移除的网关节点，" +
        "或来自 Vpc 的 staticRoutes 或 policyRoutes。",
      commands: [
        "kubectl ko nbctl lr-policy-list {router}",
        "kubectl ko nbctl lr-route-list {router}",
        "kubectl get vpc {router} -o yaml",
      ],
    },
    proof:
      "The router's policy or route for the packet has a next hop that no logical port has, and " +
      "OVN has learnt no MAC address for it.",
    args: ["router", "address", "actual"],
  },
  {
    code: "GATEWAY_ROUTE_ELSEWHERE",
    area: "gateway",
    level: "fatal",
    stages: ["gateway"],
    sentence: {
      en:
        "Gateway node {node} routes packets for {address} to {actual}, where they get no " +
        "further: {detail}",
      zh: "网关节点 {node} 将发往 {address} 的报文路由到 {actual}，报文在那里无法继续：{detail}",
    },
    remedy: {
      text:
        "Find the route: a bridge of containers (docker0) or another interface of the node may " +
        "have a network with the same prefix, and a policy routing rule may lead to another table.",
      zh: "请查找该路由：节点上的容器网桥（docker0）或其他接口可能使用了相同的网段，策略路由规则也可能指向了其他路由表。",
      commands: [
        "ip route get {address} from <pod's address> iif ovn0  # on the node",
        "ip route show table all; ip rule show  # on the node",
        "ip address; ip neigh  # on the node",
      ],
    },
    proof:
      "The kernel of the gateway node, asked for the route of the pod's packet, names an " +
      "interface that leads back into OVN, has no carrier, or where nobody answers for the next " +
      "hop although the default route is by another one.",
    args: ["node", "address", "actual", "detail"],
  },
  {
    code: "ROUTER_PORT_DISABLED",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "Port {lsp} of logical router {router} on subnet {subnet} is disabled",
      zh: "逻辑路由器 {router} 在子网 {subnet} 上的端口 {lsp} 被禁用",
    },
    remedy: {
      text:
        "Kube-OVN never disables a router port: somebody set Logical_Router_Port.enabled. OVN " +
        "routes nothing by it, and answers no ARP for the subnet's gateway.",
      zh:
        "Kube-OVN 不会禁用路由器端口：有人设置了 Logical_Router_Port.enabled。OVN 不经该端口路由任何报文，" +
        "也不应答子网网关的 ARP。",
      commands: [
        "kubectl ko nbctl --columns=name,enabled,networks find Logical_Router_Port name={lsp}",
        "kubectl ko nbctl lrp-set-enabled {lsp} enabled  # CHANGES THE CLUSTER: opens the port",
      ],
    },
    proof:
      "enabled of the northbound's Logical_Router_Port is false, and the path crosses that router.",
    args: ["lsp", "router", "subnet"],
  },
  {
    code: "TTL_EXPIRED",
    area: "ovn-logical",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "Packets from {source} leave with TTL {actual}, which does not last over {detail}",
      zh: "{source} 发出的报文 TTL 为 {actual}，不足以经过 {detail}",
    },
    remedy: {
      text:
        "Each router on the way takes one off, and drops what has none left. Find out what sets " +
        "it: net.ipv4.ip_default_ttl or hop_limit in the pod, the program itself, or a firewall " +
        "rule.",
      zh:
        "途中每个路由器都会将 TTL 减一，减到零即丢弃。请查明是谁设置了它：Pod 中的 " +
        "net.ipv4.ip_default_ttl 或 hop_limit、程序自身，或防火墙规则。",
      commands: [
        "kubectl exec -n {namespace} {name} -- cat /proc/sys/net/ipv4/ip_default_ttl",
        "kubectl get pod -n {namespace} {name} -o yaml  # spec.securityContext.sysctls",
      ],
    },
    proof:
      "The TTL or hop limit of the packets as a tap saw them before the router that they do not " +
      "come out of.",
    args: ["source", "actual", "detail", "namespace", "name"],
  },
  {
    code: "NODE_INTERFACE_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Node {node} has no interface {interface}, by which it is in OVN's network",
      zh: "节点 {node} 缺少接入 OVN 网络的接口 {interface}",
    },
    remedy: {
      text:
        "kube-ovn-cni makes it when it starts, and restarts when it finds it unusable: read its " +
        "log on the node.",
      zh: "kube-ovn-cni 在启动时创建该接口，发现其不可用时会重启：请查看该节点上 kube-ovn-cni 的日志。",
      commands: [
        "ip -d address show {interface}  # on the node",
        "kubectl ko vsctl {node} list Interface {interface}",
        "kubectl -n kube-system logs ds/kube-ovn-cni --tail=500",
      ],
    },
    proof: "Neither br-int nor the node's own network namespace has the interface.",
    args: ["node", "interface"],
  },
] as const satisfies readonly Code[];
