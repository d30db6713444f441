import type { Code } from "./code.ts";
import { replacePod } from "./commands.ts";

export const podCodes = [
  {
    code: "POD_SENT_NOTHING",
    area: "pod",
    level: "fatal",
    stages: ["source-pod"],
    sentence: {
      en: "Nothing left pod {namespace}/{name}: none of its {sent} packets was seen at its veth",
      zh: "Pod {namespace}/{name} 没有发出报文：{sent} 个报文均未出现在其 veth 上",
    },
    remedy: {
      text: "Look inside the pod: routes, neighbours, firewall and interface.",
      zh: "请检查 Pod 内部：路由、邻居表、防火墙和接口。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip address",
        "kubectl exec -n {namespace} {name} -- ip route",
        "kubectl exec -n {namespace} {name} -- ip neigh",
      ],
    },
    proof: "The probe sent, and the tap at the pod's veth, which lost nothing, saw none of it.",
    args: ["namespace", "name", "sent"],
  },
  {
    code: "POD_PACKET_TOO_LARGE",
    area: "pod",
    level: "warning",
    stages: ["source-pod"],
    sentence: {
      en: "Packets of {size} bytes cannot leave pod {namespace}/{name}: its MTU is {mtu}",
      zh: "{size} 字节的报文无法离开 Pod {namespace}/{name}：其接口的 MTU 为 {mtu}",
    },
    remedy: {
      text:
        "The network is not involved: the pod's own kernel refuses. Kube-OVN derives the " +
        "pod's MTU from the tunnel NIC's, less 100 bytes for Geneve.",
      zh: "网络并未参与：Pod 自己的内核拒绝发送。Kube-OVN 以隧道网卡的 MTU 减去 Geneve 所需的 100 字节作为 Pod 的 MTU。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip link show eth0",
        "kubectl get subnet -o custom-columns=NAME:.metadata.name,MTU:.spec.mtu",
      ],
    },
    proof: "The pod's kernel answered EMSGSIZE, and nothing was seen at its veth.",
    args: ["size", "namespace", "name", "mtu"],
  },
  {
    code: "POD_NO_ROUTE",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} has no route to {address}",
      zh: "Pod {namespace}/{name} 没有到 {address} 的路由",
    },
    remedy: {
      text: "Its default route should lead to its subnet's gateway through eth0.",
      zh: "其默认路由应当通过 eth0 指向所在子网的网关。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip route",
        "kubectl get pod -n {namespace} {name} -o yaml  # ovn.kubernetes.io/gateway and /routes",
      ],
    },
    proof: "ip route get, asked in the pod's network namespace, finds no route.",
    args: ["namespace", "name", "address"],
  },
  {
    code: "POD_FIREWALL_DROP",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "A firewall rule inside pod {namespace}/{name} drops the packets: {detail}",
      zh: "Pod {namespace}/{name} 内部的防火墙规则丢弃了报文：{detail}",
    },
    remedy: {
      text:
        "The rule is in the pod's own network namespace: a sidecar, an init container or the " +
        "program itself set it.",
      zh: "该规则位于 Pod 自己的网络命名空间中，由 sidecar、init 容器或程序自身设置。",
      commands: [
        "kubectl get pod -n {namespace} {name} -o yaml  # its init containers and sidecars",
        "nsenter --target <pid> --net nft list ruleset  # on {node}, <pid>: any process of the pod",
      ],
    },
    proof:
      "A dropping rule in the pod's nftables ruleset matches the packets, which reached the veth " +
      "and were not answered, or never left it.",
    args: ["namespace", "name", "node", "detail"],
  },
  {
    code: "PORT_NOT_LISTENING",
    area: "pod",
    level: "fatal",
    stages: ["destination-pod"],
    sentence: {
      en: "Nothing at {destination} listens on {protocol} port {port} of {address}: " + "{detail}",
      zh: "{destination} 上没有程序在 {address} 的 {protocol} 端口 {port} 上监听：{detail}",
    },
    remedy: {
      text:
        "Check that the program runs, which port it uses, and that it listens on the pod's " +
        "address or on all addresses, not only on 127.0.0.1.",
      zh: "请确认程序正在运行、使用哪个端口，并且监听 Pod 地址或全部地址，而不仅是 127.0.0.1。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ss -lntu",
        "kubectl logs -n {namespace} {name} --tail=100",
        "ss -lntu  # on {node}, in the network namespace with {address}",
      ],
    },
    proof:
      "The request reached the pod's veth; a refusal (RST or ICMP port unreachable) came out of " +
      "it, or the pod's socket table has no such listener.",
    args: ["destination", "namespace", "name", "protocol", "port", "address", "node", "detail"],
  },
  {
    code: "POD_SLOW",
    area: "pod",
    level: "warning",
    stages: ["destination-pod"],
    sentence: {
      en: "{actual} of the {total} ms that an answer takes are spent in pod {namespace}/{name}",
      zh: "一次应答耗时 {total} 毫秒，其中 {actual} 毫秒花在 Pod {namespace}/{name} 内部",
    },
    remedy: {
      text:
        "The network is not what is slow: check the program in the pod, its CPU limit " +
        "(throttling), and the load of its node.",
      zh: "慢的不是网络：请检查 Pod 中的程序、其 CPU 限额（限流）和所在节点的负载。",
      commands: [
        "kubectl top pod -n {namespace} {name}",
        "kubectl exec -n {namespace} {name} -- cat /sys/fs/cgroup/cpu.stat",
      ],
    },
    proof: "Time between request and answer at the pod's veth, on one clock.",
    args: ["namespace", "name", "actual", "total"],
  },
  {
    code: "POD_NO_REPLY",
    area: "pod",
    level: "critical",
    stages: ["destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} received {sent} requests at its veth and answered none",
      zh: "Pod {namespace}/{name} 的 veth 收到 {sent} 个请求，没有发出任何应答",
    },
    remedy: {
      text:
        "The network delivers: look inside the pod, at its return routes, its firewall and " +
        "the program. A UDP service may be silent by design.",
      zh: "网络已经送达：请检查 Pod 内部的回程路由、防火墙和程序。UDP 服务可能本来就不应答。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip route",
        "kubectl exec -n {namespace} {name} -- ss -lntu",
        "kubectl logs -n {namespace} {name} --tail=100",
      ],
    },
    proof: "Requests were seen at the pod's veth, and no answer or refusal came out of it.",
    args: ["namespace", "name", "sent"],
  },
  {
    code: "POD_REFUSED",
    area: "pod",
    level: "critical",
    stages: ["destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} received {sent} requests at its veth and refused them",
      zh: "Pod {namespace}/{name} 的 veth 收到 {sent} 个请求，并予以拒绝",
    },
    remedy: {
      text: "The network delivers: look inside the pod for what rejects them.",
      zh: "网络已经送达：请在 Pod 内部查明是什么拒绝了请求。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ss -lntu",
        "kubectl logs -n {namespace} {name} --tail=100",
      ],
    },
    proof: "Resets or ICMP port unreachable for the requests came out of the pod's veth.",
    args: ["namespace", "name", "sent"],
  },
  {
    code: "POD_ADDRESS_MISSING",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "Interface {interface} of pod {namespace}/{name} does not have its address {expected}",
      zh: "Pod {namespace}/{name} 的接口 {interface} 上没有其地址 {expected}",
    },
    remedy: {
      text: "Find out who removed the address; replacing the pod sets it again.",
      zh: "请查明是谁移除了该地址；重建 Pod 会重新设置。",
      commands: ["kubectl exec -n {namespace} {name} -- ip address show {interface}", replacePod],
    },
    proof: "The address that Kubernetes and OVN have for the pod is not in its network namespace.",
    args: ["namespace", "name", "interface", "expected"],
  },
  {
    code: "POD_ADDRESS_UNUSABLE",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} has its address {expected} but does not use it: {detail}",
      zh: "Pod {namespace}/{name} 上有地址 {expected} 但内核没有启用它：{detail}",
    },
    remedy: {
      text:
        "Find the other owner of the address: a stale logical port, a pod of another cluster " +
        "on the same network, or a frame that loops back. Then replace the pod.",
      zh: "请查找该地址的另一个持有者：残留的逻辑端口、同一网络上其他集群的 Pod，或环路中返回的帧。然后重建 Pod。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip -6 address show {interface}",
        "kubectl ko nbctl --columns=name,addresses find Logical_Switch_Port",
        replacePod,
      ],
    },
    proof:
      "The kernel marks the address tentative or dadfailed (RFC 4862, ip-address(8)) in the " +
      "network namespace of the pod.",
    args: ["namespace", "name", "interface", "expected", "detail"],
  },
  {
    code: "POD_PROTOCOL_DISABLED",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "destination-pod"],
    sentence: {
      en: "IPv6 is disabled on {interface} of pod {namespace}/{name}, which should have {expected}",
      zh: "Pod {namespace}/{name} 的接口 {interface} 关闭了 IPv6，而它应有地址 {expected}",
    },
    remedy: {
      text:
        "Find out what sets disable_ipv6: a container of the pod, its " +
        "securityContext.sysctls, or the node's defaults. Replacing the pod sets its " +
        "addresses again.",
      zh: "请查明是谁设置了 disable_ipv6：Pod 中的容器、securityContext.sysctls 或节点默认值。重建 Pod 会重新设置地址。",
      commands: [
        "kubectl exec -n {namespace} {name} -- " +
          "cat /proc/sys/net/ipv6/conf/{interface}/disable_ipv6",
        "kubectl get pod -n {namespace} {name} -o yaml  # securityContext.sysctls",
        replacePod,
      ],
    },
    proof:
      "net.ipv6.conf.*.disable_ipv6 of the pod's interface is set, and its address is not there.",
    args: ["namespace", "name", "interface", "expected"],
  },
  {
    code: "POD_INTERFACE_DOWN",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "source-bridge", "destination-bridge", "destination-pod"],
    sentence: {
      en: "Interface {interface} of pod {namespace}/{name} is down",
      zh: "Pod {namespace}/{name} 的接口 {interface} 处于关闭状态",
    },
    remedy: {
      text: "Find out who took it down; replacing the pod creates a new interface.",
      zh: "请查明是谁关闭了它；重建 Pod 会生成新的接口。",
      commands: ["kubectl exec -n {namespace} {name} -- ip -d link show {interface}", replacePod],
    },
    proof: "The agent reads the interface in the pod's network namespace without the flag UP.",
    args: ["namespace", "name", "interface"],
  },
  {
    code: "POD_INTERFACE_MISSING",
    area: "pod",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Pod {namespace}/{name} on {node} is missing its network interface ({address})",
      zh: "节点 {node} 上的 Pod {namespace}/{name} 缺少其网络接口（{address}）",
    },
    remedy: {
      text:
        "Its veth was deleted, or the CNI plug-in never created one: read what kube-ovn-cni " +
        "logged for the pod. Replacing the pod creates a new interface.",
      zh: "其 veth 已被删除，或 CNI 插件从未创建：请查看 kube-ovn-cni 关于该 Pod 的日志。重建 Pod 会生成新的接口。",
      commands: [
        "kubectl -n kube-system logs ds/kube-ovn-cni --tail=500",
        "kubectl exec -n {namespace} {name} -- ip address",
        replacePod,
      ],
    },
    proof:
      "The agent finds no host interface linked to the pod, and none in the pod's network " +
      "namespace with its MAC or its address.",
    args: ["namespace", "name", "node", "address"],
  },
  {
    code: "ARP_UNANSWERED",
    area: "pod",
    level: "fatal",
    stages: ["source-pod", "source-bridge", "underlay", "destination-bridge", "destination-pod"],
    sentence: {
      en: "Pod {namespace}/{name} asks for the MAC of {address} (ARP or ND), and nobody answers",
      zh: "Pod {namespace}/{name} 询问 {address} 的 MAC（ARP 或 ND），没有得到应答",
    },
    remedy: {
      text:
        "OVN answers for its logical ports and gateways: check that the address belongs to " +
        "one that is up, and that the flows on the pod's node are in place.",
      zh: "OVN 会代逻辑端口和网关应答：请确认该地址属于已启用的端口，并且 Pod 所在节点的流表项完整。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip neigh",
        "kubectl ko trace {namespace}/{name} {address} arp",
        "kubectl ko nbctl --columns=name,up,addresses find Logical_Switch_Port",
      ],
    },
    proof:
      "ARP requests (RFC 826) or neighbour solicitations (RFC 4861) were seen at the pod's veth, " +
      "and no answer was.",
    args: ["namespace", "name", "address"],
  },
  {
    code: "POD_NEIGHBOUR_WRONG",
    area: "pod",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "Pod {namespace}/{name} sends packets for {address} to MAC {actual}; OVN has {expected}",
      zh: "Pod {namespace}/{name} 把发往 {address} 的报文送到 MAC {actual}，而 OVN 中为 {expected}",
    },
    remedy: {
      text:
        "A neighbour entry in the pod is out of date or was set by hand. A dynamic one ages " +
        "out; find out who answered with that MAC, and delete a permanent one.",
      zh: "Pod 的邻居表项已过期或由人工设置。动态表项会自行老化；请查明是谁以该 MAC 应答，永久表项需手动删除。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip neigh show {address}",
        "kubectl ko nbctl --columns=name,addresses find Logical_Switch_Port",
      ],
    },
    proof:
      "For its next hop, the pod's neighbour table holds a MAC other than the one OVN " +
      "answers with.",
    args: ["namespace", "name", "address", "actual", "expected"],
  },
  {
    code: "IP_CONFLICT",
    area: "pod",
    level: "critical",
    stages: ["control-plane", "source-bridge", "destination-bridge", "destination-pod"],
    sentence: {
      en: "Address {address} is in use more than once: {detail}",
      zh: "地址 {address} 被多处使用：{detail}",
    },
    remedy: {
      text:
        "Keep the owner that Kubernetes knows; before you remove the other, find out where " +
        "it comes from.",
      zh: "请保留 Kubernetes 中登记的一方；删除另一方之前请先查明其来源。",
      commands: [
        "kubectl get ips.kubeovn.io",
        "kubectl get pods -A -o wide",
        "kubectl ko nbctl --columns=name,addresses find Logical_Switch_Port",
      ],
    },
    proof: "Two logical ports have the address, or two MAC addresses answered for it.",
    args: ["address", "detail"],
  },
  {
    code: "REPLY_NOT_ACCEPTED",
    area: "pod",
    level: "critical",
    stages: ["source-pod"],
    sentence: {
      en:
        "Replies reached the veth of pod {namespace}/{name}, but the pod did not accept " +
        "them: {detail}",
      zh: "应答已到达 Pod {namespace}/{name} 的 veth，但 Pod 没有接收：{detail}",
    },
    remedy: {
      text:
        "Look inside the pod: a firewall, reverse path filtering, a wrong address, or a reply " +
        "that comes from another address than the one asked.",
      zh: "请检查 Pod 内部：防火墙、反向路径过滤、地址错误，或应答来自与请求不同的地址。",
      commands: [
        "kubectl exec -n {namespace} {name} -- ip address",
        "kubectl exec -n {namespace} {name} -- cat /proc/net/netstat  # IPReversePathFilter",
      ],
    },
    proof: "Replies were seen going in at the source's veth while the probe timed out.",
    args: ["namespace", "name", "detail"],
  },
] as const satisfies readonly Code[];
