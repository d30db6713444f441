import type { Code } from "./code.ts";

/** How packets leave OVN: by a gateway node, or by a provider network. */
export const gatewayCodes = [
  {
    code: "GATEWAY_NO_MASQUERADE",
    area: "gateway",
    level: "fatal",
    stages: ["gateway"],
    sentence: {
      en:
        "Gateway node {node} does not masquerade packets from {source}: they leave with " +
        "address {actual}, although Subnet {subnet} has natOutgoing",
      zh:
        "网关节点 {node} 没有对 {source} 的报文做 SNAT：报文以地址 {actual} 发出，而子网 " +
        "{subnet} 已启用 natOutgoing",
    },
    remedy: {
      text:
        "kube-ovn-cni maintains chain OVN-POSTROUTING and the ovn40subnets-nat sets: read " +
        "its log on the node, and find out what else changes the node's firewall.",
      zh:
        "kube-ovn-cni 负责维护 OVN-POSTROUTING 链中的规则和 ovn40subnets-nat 集合：" +
        "请查看该节点上 kube-ovn-cni 的日志，并确认是否有其他程序修改节点防火墙。",
      commands: [
        "iptables -t nat -S OVN-POSTROUTING  # on the node",
        "ipset list ovn40subnets-nat  # on the node",
        "kubectl -n kube-system logs ds/kube-ovn-cni --tail=500",
      ],
    },
    proof:
      "Requests leave the gateway node's NIC with an address of the Subnet although its " +
      "natOutgoing is true, and nothing comes back.",
    args: ["node", "source", "actual", "subnet"],
  },
  {
    code: "GATEWAY_NOT_FORWARDING",
    area: "gateway",
    level: "fatal",
    stages: ["gateway"],
    sentence: {
      en: "Gateway node {node} does not forward packets: {detail}",
      zh: "网关节点 {node} 不转发报文：{detail}",
    },
    remedy: {
      text: "Kube-OVN needs IP forwarding on every node; find out who turned it off.",
      zh: "Kube-OVN 要求每个节点都启用转发；请查明是谁将其关闭。",
      commands: ["sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding  # on the node"],
    },
    proof:
      "The kernel setting on the gateway node is 0, and packets that came in through ovn0 go " +
      "no further.",
    args: ["node", "detail"],
  },
  {
    code: "GATEWAY_NO_ROUTE",
    area: "gateway",
    level: "fatal",
    stages: ["gateway"],
    sentence: {
      en: "Gateway node {node} has no route to {address}: {detail}",
      zh: "网关节点 {node} 没有到 {address} 的路由：{detail}",
    },
    remedy: {
      text: "Compare the node's routes with those of a node that works.",
      zh: "请将该节点的路由与正常节点的路由进行对比。",
      commands: ["ip route get {address}  # on the node", "ip route show  # on the node"],
    },
    proof: "The kernel of the gateway node finds no route to the address.",
    args: ["node", "address", "detail"],
  },
  {
    code: "NODE_ROUTE_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["source-pod", "gateway", "destination-pod"],
    sentence: {
      en:
        "Node {node} sends packets for {address} to {actual} instead of into OVN through " +
        "{interface}",
      zh: "节点 {node} 将发往 {address} 的报文送往 {actual}，而不是经 {interface} 送入 OVN",
    },
    remedy: {
      text:
        "kube-ovn-cni adds a route through ovn0 for every Subnet of the default VPC: read " +
        "its log on the node, and find out what else changes the node's routes.",
      zh:
        "kube-ovn-cni 会为默认 VPC 的每个子网添加经由 ovn0 的路由：" +
        "请查看该节点上 kube-ovn-cni 的日志，并确认是否有其他程序修改节点路由。",
      commands: [
        "ip route get {address}  # on the node",
        "ip route show dev ovn0; ip rule show  # on the node",
        "kubectl -n kube-system logs ds/kube-ovn-cni --tail=500",
      ],
    },
    proof: "The kernel's route on the node to the pod's address does not lead to ovn0.",
    args: ["node", "address", "actual", "interface"],
  },
  {
    code: "ANSWERED_ELSEWHERE",
    area: "gateway",
    level: "fatal",
    stages: ["source-pod", "source-bridge", "destination-bridge", "gateway", "underlay"],
    sentence: {
      en: "Packets from {source} for {address} go to somebody else: {detail}",
      zh: "{source} 发往 {address} 的报文到了别处：{detail}",
    },
    remedy: {
      text:
        "Find out who has the address as well: Services with it as clusterIP, externalIP or " +
        "load balancer IP, which kube-proxy puts on kube-ipvs0 of every node, load balancers of " +
        "OVN, interfaces of the node. Take it away from one of the two.",
      zh:
        "请查明还有谁持有该地址：以它作为 clusterIP、externalIP 或负载均衡 IP 的 Service" +
        "（kube-proxy 会将其配置到每个节点的 kube-ipvs0 上）、OVN 的负载均衡，以及节点的接口；" +
        "只保留其中一方。",
      commands: [
        "kubectl get services -A -o wide | grep -F '{address}'",
        "ip -o addr show to {address}  # on every node of the path",
        "ovn-nbctl lb-list | grep -F '{address}'",
      ],
    },
    proof:
      "Requests are answered, or refused, and pass a point of the path, while the next point, " +
      "whose tap was complete, saw neither them nor their answers; and an interface of the node, " +
      "OVN's own trace or the answers' MAC address shows who has them.",
    args: ["source", "address", "detail"],
  },
  {
    code: "RETURNS_BY_OTHER_NODE",
    area: "gateway",
    level: "critical",
    stages: ["gateway"],
    sentence: {
      en:
        "Answers of {address} come back to {interface} of {node}, while the requests left by " +
        "{remote}",
      zh: "{address} 的应答回到了节点 {node} 的 {interface}，而请求是从节点 {remote} 发出的",
    },
    remedy: {
      text:
        "Let the network outside route the Subnet to the node that its packets leave by. " +
        "Connection tracking of another node has not seen the requests: its firewall may drop " +
        "the answers as invalid, and its reverse path filter may refuse them.",
      zh:
        "请让外部网络将该子网的路由指向其报文离开的节点。另一节点的连接跟踪没有见过这些请求：" +
        "其防火墙可能将应答视为无效连接而丢弃，反向路径过滤也可能拒绝它们。",
      commands: [
        "iptables-save -c | grep -i invalid  # on {node}",
        "sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.{interface}.rp_filter  # on {node}",
      ],
    },
    proof: "The tap of the other node saw answers for the pod arrive from outside.",
    args: ["address", "interface", "node", "remote"],
  },
  {
    code: "EXTERNAL_NO_REPLY",
    area: "gateway",
    level: "fatal",
    stages: ["underlay"],
    sentence: {
      en: "Packets for {address} leave {node} through {interface}, but nothing comes back",
      zh: "发往 {address} 的报文已从节点 {node} 的 {interface} 发出，但没有任何回复",
    },
    remedy: {
      text:
        "The cluster sent them correctly: check at {address}, and on the routers in between, " +
        "whether they arrive and whether a route leads back to their source address.",
      zh:
        "集群已正常发出报文：请在 {address} 以及沿途路由器上确认报文是否到达，" +
        "以及是否存在返回其源地址的路由。",
      commands: ["tcpdump -ni any host {address}  # on {node}, and at the other end"],
    },
    proof:
      "Requests were seen leaving the NIC, whose tap was complete, and no packet came back " +
      "from the address.",
    args: ["address", "node", "interface"],
  },
  {
    code: "EXTERNAL_REFUSED",
    area: "gateway",
    level: "fatal",
    stages: ["underlay"],
    sentence: {
      en:
        "Packets for {address} leave {node} through {interface} but are refused outside: " +
        "{detail}",
      zh: "发往 {address} 的报文已从节点 {node} 的 {interface} 发出，但被外部拒绝：{detail}",
    },
    remedy: {
      text:
        "The path works both ways up to whoever refuses. Check at {address} whether the " +
        "program listens and what its firewall rejects; an ICMP error may come from a router " +
        "on the way.",
      zh:
        "报文到达了拒绝方，往返路径均正常。请在 {address} 上确认程序是否在监听、其防火墙拒绝" +
        "了什么；ICMP 错误也可能来自中间的路由器。",
      commands: [
        "ss -lntu  # at {address}",
        "tcpdump -ni any 'host {address} or icmp'  # on {node}: who refuses",
      ],
    },
    proof:
      "Requests were seen leaving the NIC, and the probe got a TCP reset or an ICMP error in " +
      "return.",
    args: ["address", "node", "interface", "detail"],
  },
  {
    code: "EXTERNAL_LOSS",
    area: "gateway",
    level: "critical",
    stages: ["underlay"],
    sentence: {
      en:
        "{lost} of {sent} packets for {address} that leave {node} through {interface} get no " +
        "answer from outside",
      zh:
        "从节点 {node} 的 {interface} 发往 {address} 的 {sent} 个报文中，" +
        "有 {lost} 个没有得到外部的回复",
    },
    remedy: {
      text:
        "The cluster sent them all: look for loss on the path to {address} and back, for " +
        "overload there, and for rate limits of firewalls in between.",
      zh: "集群已发出全部报文：请检查往返 {address} 途中的丢包、对端的负载以及中间防火墙的限制。",
      commands: ["mtr -rwc 100 {address}  # on {node}: loss and delay of each hop"],
    },
    proof:
      "Only some of the requests seen leaving the NIC, whose tap was complete, got a packet " +
      "back there.",
    args: ["lost", "sent", "address", "node", "interface"],
  },
  {
    code: "EXTERNAL_LATENCY",
    area: "gateway",
    level: "warning",
    stages: ["underlay"],
    sentence: {
      en:
        "{actual} of the {total} ms that an answer takes are spent outside, between " +
        "{interface} on {node} and {address}",
      zh: "一次应答耗时 {total} 毫秒，其中 {actual} 毫秒花在节点 {node} 的 {interface} 与外部 {address} 之间",
    },
    remedy: {
      text: "Little of it is spent in the cluster: check the path to {address} and the load there.",
      zh: "集群内部耗时很短：请检查到 {address} 的路径以及对端自身的负载。",
      commands: ["mtr -rwc 100 {address}  # on {node}: loss and delay of each hop"],
    },
    proof: "Time from a request leaving the NIC to its answer coming in there, on one clock.",
    args: ["interface", "node", "address", "actual", "total"],
  },
  {
    code: "PROVIDER_VLAN_MISMATCH",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "underlay", "gateway"],
    sentence: {
      en:
        "OVN tags packets of Subnet {subnet} with VLAN {actual}, but its Vlan object says " +
        "{expected}",
      zh: "OVN 给子网 {subnet} 的报文打上 VLAN {actual} 标签，而其 Vlan 的 ID 是 {expected}",
    },
    remedy: {
      text: "kube-ovn-controller sets the tag of the localnet port: read its log.",
      zh: "localnet 端口的 tag 由 kube-ovn-controller 写入：请查看其日志。",
      commands: [
        "kubectl ko nbctl --columns=name,tag,options find Logical_Switch_Port type=localnet",
        "kubectl get vlans.kubeovn.io -o yaml",
      ],
    },
    proof: "The tag of the Subnet's localnet port differs from the id of its Vlan.",
    args: ["subnet", "actual", "expected"],
  },
  {
    code: "BRIDGE_MAPPING_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "OVN on {node} has no bridge for provider network {name}: {detail}",
      zh: "节点 {node} 上的 OVN 没有 provider network {name} 对应的网桥：{detail}",
    },
    remedy: {
      text:
        "kube-ovn-cni writes ovn-bridge-mappings on the nodes of the ProviderNetwork: check " +
        "whether the node is among its readyNodes, and read the log there.",
      zh:
        "kube-ovn-cni 会在属于该 ProviderNetwork 的节点上写入 ovn-bridge-mappings：" +
        "请确认该节点在 readyNodes 中，并查看其日志。",
      commands: [
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids:ovn-bridge-mappings",
        "kubectl get provider-networks.kubeovn.io {name} -o yaml",
      ],
    },
    proof: "external_ids:ovn-bridge-mappings of the node has no entry for the network.",
    args: ["node", "name", "detail"],
  },
  {
    code: "PROVIDER_NIC_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "Bridge {name} on {node} has no NIC: {interface} is not attached to it",
      zh: "节点 {node} 的网桥 {name} 没有网卡：{interface} 不在其中",
    },
    remedy: {
      text: "kube-ovn-cni adds the ProviderNetwork's NIC to its bridge; find out who removed it.",
      zh: "kube-ovn-cni 会将 ProviderNetwork 的网卡加入其网桥；请查明是谁将其移除。",
      commands: [
        "kubectl ko vsctl {node} list-ports {name}",
        "kubectl get provider-networks.kubeovn.io -o yaml",
      ],
    },
    proof: "The bridge mapped to the provider network has no port that is a network device.",
    args: ["node", "name", "interface"],
  },
  {
    code: "LOAD_BALANCER_MISSING",
    area: "gateway",
    level: "fatal",
    stages: ["service"],
    sentence: {
      en:
        "OVN does not load-balance {address} of Service {namespace}/{name}, which has ready " +
        "endpoints {expected}: {detail}",
      zh:
        "OVN 没有对 Service {namespace}/{name} 的 {address} 做负载均衡，而该 Service 有就绪后" +
        "端 {expected}：{detail}",
    },
    remedy: {
      text:
        "kube-ovn-controller writes the entry and attaches load balancers to Subnets with " +
        "enableLb: read its log for the Service, and check the Subnet.",
      zh:
        "该条目由 kube-ovn-controller 写入，它还会把负载均衡器关联到启用 enableLb 的子网：请" +
        "查看其日志中与该 Service 有关的内容，并检查子网。",
      commands: [
        "kubectl ko nbctl lb-list",
        "kubectl ko nbctl --columns=name,load_balancer list Logical_Switch",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=500",
      ],
    },
    proof:
      "No Load_Balancer on the source's switch has the VIP, and EndpointSlices of the Service " +
      "have ready endpoints.",
    args: ["namespace", "name", "address", "expected", "detail"],
  },
] as const satisfies readonly Code[];
