import type { Code } from "./code.ts";

/** What a pod's own kernel does with packets, and with its sockets' queues. */
export const podKernelCodes = [
  {
    code: "SOCKET_QUEUE_FULL",
    area: "pod",
    level: "critical",
    stages: ["destination-pod"],
    sentence: {
      en:
        "The {protocol} socket queue of pod {namespace}/{name} is full: {lost} packets found " +
        "no room during the probes ({detail})",
      zh: "Pod {namespace}/{name} 的 {protocol} 套接字队列已满：探测期间有 {lost} 个报文未能进入（{detail}）",
    },
    remedy: {
      text:
        "The network delivers, but the program does not keep up: it hangs, is overloaded, or " +
        "its backlog is too short.",
      zh: "网络已经送达，但程序没有取走：程序可能卡住、过载，或监听队列过短。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ss -lntu  # Recv-Q is the queue, Send-Q its limit",
        "kubectl top pod -n {namespace} {name} --containers",
        "kubectl logs -n {namespace} {name} --tail=100",
      ],
    },
    proof:
      "The pod's counter of queue overflows (TcpExtListenOverflows, UdpRcvbufErrors) grew by " +
      "the packets that were not answered.",
    args: ["namespace", "name", "protocol", "lost", "detail"],
  },
  {
    code: "POD_IGNORES_ECHO",
    area: "pod",
    level: "warning",
    stages: ["destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} is configured not to answer echo requests: {detail}",
      zh: "Pod {namespace}/{name} 被设置为不应答 ICMP 回显请求：{detail}",
    },
    remedy: {
      text: "Diagnose with the protocol and port of the service instead: ping proves nothing here.",
      zh: "请改用服务的协议和端口进行诊断：此处 ping 不能说明问题。",
      commands: [
        "tapline diagnose {source} {namespace}/{name} --protocol tcp --port <port>",
        "kubectl get pod -n {namespace} {name} -o yaml  # spec.securityContext.sysctls",
      ],
    },
    proof: "The setting of the pod's kernel, as read by the agent in the pod's network namespace.",
    args: ["source", "namespace", "name", "detail"],
  },
  {
    code: "RP_FILTER_DROP",
    area: "pod",
    level: "critical",
    stages: ["source-pod", "destination-pod", "gateway"],
    sentence: {
      en: "Reverse path filtering {where} dropped {lost} packets from {address}: {detail}",
      zh: "{where}的反向路径过滤丢弃了来自 {address} 的 {lost} 个报文：{detail}",
    },
    remedy: {
      text:
        "The route back to that address uses another interface. Correct the route, or " +
        "set rp_filter to loose (2) where traffic is meant to be asymmetric.",
      zh: "到该地址的回程路由在另一个接口上。请修正路由；若确需非对称流量，可将 rp_filter 设为宽松模式（2）。",
      commands: [
        "{enter}ip route get {address}",
        "{enter}cat /proc/net/netstat  # IPReversePathFilter",
        "sysctl -ar rp_filter  # on {node}; of a pod: nsenter --target <one of its pids> --net …",
      ],
    },
    proof:
      "IPReversePathFilter of the pod or the node grew while the probes ran, or the node's " +
      "kernel, asked for the route of such a packet, says that it would not take it.",
    args: ["where", "enter", "address", "lost", "node", "detail"],
  },
  {
    code: "POD_ROUTE_ELSEWHERE",
    area: "pod",
    level: "critical",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en:
        "Pod {namespace}/{name} sends packets for {address} through {actual} instead of " +
        "{interface}",
      zh: "Pod {namespace}/{name} 把发往 {address} 的报文从 {actual} 发出，而不是从 {interface} 发出",
    },
    remedy: {
      text:
        "A route or a policy rule in the pod diverts the address: a VPN, a second network, " +
        "or a route added by hand.",
      zh: "Pod 中的某条路由或策略规则改变了该地址的去向：VPN、第二网卡，或人工添加的路由。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip route get {address}",
        "kubectl exec -n {namespace} {name} -- ip route",
        "kubectl exec -n {namespace} {name} -- ip rule",
      ],
    },
    proof: "ip route get, asked in the pod's network namespace, names another interface.",
    args: ["namespace", "name", "address", "actual", "interface"],
  },
  {
    code: "POD_LOSS",
    area: "pod",
    level: "critical",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "{lost} of {sent} packets are lost inside pod {namespace}/{name}",
      zh: "{sent} 个报文中有 {lost} 个在 Pod {namespace}/{name} 内部丢失",
    },
    remedy: {
      text:
        "The network delivers all of them: look inside the pod for a firewall rule with a " +
        "limit or a random match, a full listen queue, or an overloaded program.",
      zh:
        "网络已全部送达：请检查 Pod 内部是否有限速或随机匹配的防火墙规则、监听队列是否已满、" +
        "程序是否过载。",
      commands: [
        "kubectl exec -n {namespace} {name} -- nft list ruleset",
        "kubectl exec -n {namespace} {name} -- nstat -az TcpExtListenDrops UdpRcvbufErrors",
        "kubectl top pod -n {namespace} {name}",
      ],
    },
    proof:
      "Only some of the packets seen at the pod's veth were answered, or only some of those " +
      "the pod sent were seen at its veth; the tap lost none.",
    args: ["namespace", "name", "lost", "sent"],
  },
] as const satisfies readonly Code[];
