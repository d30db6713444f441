import type { Code } from "./code.ts";

/** What a node does with packets of its own: of its kubelet, or of a pod on its network. */
export const nodeCodes = [
  {
    code: "NODE_SENT_NOTHING",
    area: "host",
    level: "fatal",
    stages: ["source-pod"],
    sentence: {
      en:
        "Nothing left node {node} by {interface}: none of its {sent} packets for {address} was " +
        "seen there",
      zh: "节点 {node} 没有经 {interface} 发出报文：发往 {address} 的 {sent} 个报文均未出现在该接口上",
    },
    remedy: {
      text: "Look at the node's own routes, policy routing, firewall and interfaces.",
      zh: "请检查该节点自身的路由、策略路由、防火墙和接口。",
      commands: [
        "ip route get {address}  # on the node",
        "ip rule  # on the node",
        "nft list ruleset  # on the node",
      ],
    },
    proof: "The probe sent, and the tap on the node, which lost nothing, saw none of it there.",
    args: ["node", "interface", "sent", "address"],
  },
  {
    code: "NODE_REPLY_NOT_ACCEPTED",
    area: "host",
    level: "critical",
    stages: ["source-pod"],
    sentence: {
      en:
        "Replies from {address} reached {interface} of node {node}, and it did not accept them: " +
        "{detail}",
      zh: "来自 {address} 的应答已到达节点 {node} 的 {interface}，但节点没有接收：{detail}",
    },
    remedy: {
      text:
        "Look at the node's firewall, reverse path filtering, and the MAC and addresses of the " +
        "interface.",
      zh: "请检查该节点的防火墙、反向路径过滤，以及该接口的 MAC 和地址。",
      commands: [
        "ip address show dev {interface}  # on the node",
        "nstat -az TcpExtIPReversePathFilter  # on the node",
        "nft list ruleset  # on the node",
      ],
    },
    proof: "Replies were seen going in at the node's interface while the probe timed out.",
    args: ["node", "interface", "address", "detail"],
  },
  {
    code: "NODE_NO_ROUTE",
    area: "host",
    level: "fatal",
    stages: ["source-pod", "gateway", "destination-pod"],
    sentence: {
      en: "Node {node} has no route to {address}: {detail}",
      zh: "节点 {node} 没有到 {address} 的路由：{detail}",
    },
    remedy: {
      text: "Compare the node's routes and rules with those of a node that works.",
      zh: "请将该节点的路由和策略路由规则与正常节点进行对比。",
      commands: ["ip route get {address}  # on the node", "ip rule  # on the node"],
    },
    proof: "The node's kernel finds no route to the address (ip route get).",
    args: ["node", "address", "detail"],
  },
  {
    code: "NODE_ROUTE_ELSEWHERE",
    area: "host",
    level: "fatal",
    stages: ["source-pod", "gateway", "destination-pod"],
    sentence: {
      en:
        "Node {node} sends packets for {address} to {actual}, by an interface that is no way to " +
        "them: its address is on {interface}",
      zh: "节点 {node} 将发往 {address} 的报文送往 {actual}，该接口不通向目的地址：节点的地址在 {interface} 上",
    },
    remedy: {
      text:
        "Find the route that is more specific than the right one, and who made it: an address " +
        "range that Docker, another CNI or a VPN also uses, or a Subnet that overlaps.",
      zh:
        "请找出比正确路由更具体的那条路由及其来源：Docker、其他 CNI 或 VPN 使用了相同网段，" +
        "或存在网段重叠的子网。",
      commands: [
        "ip route get {address}  # on the node",
        "ip route show table all  # on the node",
        "kubectl get subnet",
      ],
    },
    proof: "The node's kernel routes the address to an interface inside the node.",
    args: ["node", "address", "actual", "interface"],
  },
  {
    code: "NODE_ADDRESS_MISSING",
    area: "host",
    level: "fatal",
    stages: ["source-pod"],
    sentence: {
      en:
        "Interface {interface} of node {node} does not have its address {expected}, and the " +
        "node's routes into OVN are gone with it",
      zh: "节点 {node} 的接口 {interface} 上没有其地址 {expected}，经该接口进入 OVN 的路由随之消失",
    },
    remedy: {
      text:
        "The interface has {actual}. kube-ovn-cni gives it its address when it starts: find out " +
        "what took it away, then restart kube-ovn-cni on the node.",
      zh:
        "该接口上的地址是：{actual}。地址由 kube-ovn-cni 启动时配置：请查明其丢失的原因，" +
        "然后重启该节点上的 kube-ovn-cni。",
      commands: [
        "kubectl get node {node} -o yaml",
        "ip address show dev {interface}  # on the node",
        "kubectl -n kube-system logs ds/kube-ovn-cni --tail=200",
      ],
    },
    proof:
      "The interface lacks the address that OVN's logical port has, and the node's route to the " +
      "destination does not lead to the interface.",
    args: ["node", "interface", "expected", "actual"],
  },
  {
    code: "SERVICE_NOT_PROXIED",
    area: "host",
    level: "fatal",
    stages: ["source-pod"],
    sentence: {
      en:
        "Node {node} sends packets for Service {namespace}/{name} out by {interface} as they " +
        "are, to {address}: nothing on the node translates them",
      zh:
        "节点 {node} 将发往 Service {namespace}/{name} 的报文原样从 {interface} 发往 " +
        "{address}：" +
        "节点上没有对其做地址转换",
    },
    remedy: {
      text:
        "OVN's load balancers serve pods; for the node's own packets kube-proxy does it, or what " +
        "stands in for it: find out whether it runs on the node and has rules for the Service.",
      zh:
        "OVN 的负载均衡只服务于 Pod；节点自身的报文由 kube-proxy（或其替代者）转换：" +
        "请确认它在该节点上运行，并有该 Service 的规则。",
      commands: [
        "kubectl -n kube-system get pods -o wide -l k8s-app=kube-proxy",
        "iptables-save -t nat | grep {address}  # on the node",
        "ipvsadm -Ln  # on the node",
      ],
    },
    proof: "The tap on the node saw packets leave its NIC with the Service's own address.",
    args: ["node", "namespace", "name", "interface", "address"],
  },
] as const satisfies readonly Code[];
