import type { Code } from "./code.ts";

export const underlayCodes = [
  {
    code: "TUNNEL_MISSING",
    area: "underlay",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "control-plane"],
    sentence: {
      en: "There is no tunnel from {node} to {remote}: {detail}",
      zh: "节点 {node} 没有到节点 {remote} 的隧道：{detail}",
    },
    remedy: {
      text:
        "ovn-controller creates a tunnel port for each chassis with an Encap row: check that " +
        "both nodes have ovn-encap-type and ovn-encap-ip, and that the kernel has the geneve " +
        "module.",
      zh:
        "ovn-controller 为每个带 Encap 记录的 chassis 创建隧道端口：请确认两个节点都设置了 " +
        "ovn-encap-type 和 ovn-encap-ip，并且内核具有 geneve 模块。",
      commands: [
        "kubectl ko sbctl show",
        "kubectl ko vsctl {node} --columns=name,ofport,error,options find Interface type=geneve",
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids",
      ],
    },
    proof: "No Interface of br-int on the node leads to the other chassis, or it has an error.",
    args: ["node", "remote", "detail"],
  },
  {
    code: "ENCAP_IP_MISMATCH",
    area: "underlay",
    level: "fatal",
    stages: ["underlay", "source-bridge", "destination-bridge", "control-plane"],
    sentence: {
      en: "OVN has tunnel address {actual} for {node}, but the node itself has {expected}",
      zh: "节点 {node} 在 OVN 中登记的隧道地址为 {actual}，而该节点的实际地址为 {expected}",
    },
    remedy: {
      text:
        "kube-ovn-cni sets ovn-encap-ip from the tunnel interface (--iface, or the node's " +
        "annotation ovn.kubernetes.io/tunnel_interface): check which interface it chose.",
      zh:
        "kube-ovn-cni 根据隧道网卡（--iface 或节点注解 ovn.kubernetes.io/tunnel_interface）设置 " +
        "ovn-encap-ip：请确认它选择了哪个网卡。",
      commands: [
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids:ovn-encap-ip",
        "kubectl ko sbctl --columns=ip,type,chassis_name list Encap",
        "kubectl ko vsctl {node} set Open_vSwitch . external_ids:ovn-encap-ip=<address>" +
          "  # CHANGES THE CLUSTER: all tunnels to the node are made anew",
      ],
    },
    proof: "The address in the southbound Encap row is on no interface of the node.",
    args: ["node", "expected", "actual"],
  },
  {
    code: "UNDERLAY_BLOCKED",
    area: "underlay",
    level: "fatal",
    stages: ["underlay"],
    sentence: {
      en: "None of {sent} {packets} from {node} arrived at {remote}",
      zh: "节点 {node} 发往节点 {remote} 的 {sent} 个{packets}全部没有到达",
    },
    remedy: {
      text:
        "Something between the two nodes drops them, in this direction. Of tunnels: check " +
        "firewalls, cloud security groups and host rules for UDP 6081 (Geneve) or 4789 (VXLAN). " +
        "Of a provider network: the switch ports of both nodes must carry the VLAN, and switch " +
        "or hypervisor must let pods' MACs pass.",
      zh:
        "两个节点之间有设备在该方向丢弃了这些报文。隧道：请检查防火墙、云安全组和主机规则是否放行 " +
        "UDP 6081（Geneve）或 4789（VXLAN）。provider 网络：两个节点的交换机端口都必须允许该 VLAN，" +
        "交换机或虚拟化平台也必须放行 Pod 的 MAC。",
      commands: ["tcpdump -ni any '{filter}'  # on both nodes, at the same time"],
    },
    proof:
      "The packets, in tunnels the outer ones, were seen leaving the sending node's NIC and none " +
      "on the receiving node's, whose tap lost nothing and saw other packets.",
    args: ["node", "remote", "sent", "packets", "filter"],
  },
  {
    code: "UNDERLAY_SELECTIVE",
    area: "underlay",
    level: "critical",
    stages: ["underlay"],
    sentence: {
      en:
        "None of {sent} {protocol} packets from {node} arrived at {remote}, while echoes between " +
        "the same ends did",
      zh: "节点 {node} 发往节点 {remote} 的 {sent} 个 {protocol} 报文全部丢失，而同样两端之间的 echo 可以到达",
    },
    remedy: {
      text:
        "Others pass, so what differs decides: a device between the nodes that looks into the " +
        "packets, one of several paths (they are chosen by flow; of tunnels by the UDP source " +
        "port, which depends on the flow inside), or a NIC that spoils packets of that protocol.",
      zh:
        "其他报文可以通过，因此差别在于报文本身：节点之间可能有设备检查报文内容，" +
        "多条路径中有一条不通（按流选路；隧道按 UDP 源端口选路，而源端口取决于内层的流），" +
        "或网卡损坏了该协议的报文。",
      commands: [
        "tcpdump -ni any '{filter}'  # on both nodes, at the same time",
        "ethtool -k <NIC> | grep udp_tnl  # on both nodes: offloads of encapsulated packets",
      ],
    },
    proof:
      "Of the probes that were asked for all were seen leaving the sending node's NIC and none " +
      "on the receiving node's; of the survey's echoes most arrived.",
    args: ["node", "remote", "sent", "protocol", "filter"],
  },
  {
    code: "TUNNEL_NEIGHBOUR_WRONG",
    area: "underlay",
    level: "fatal",
    stages: ["underlay", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "{node} sends tunnel packets for {address} to MAC {actual}; {remote}, whose address that " +
        "is, has {expected}",
      zh: "节点 {node} 把发往 {address} 的隧道报文送到 MAC {actual}，而拥有该地址的节点 {remote} 的 MAC 为 {expected}",
    },
    remedy: {
      text:
        "A neighbour entry was set by hand, has survived a change of the NIC, or was learnt from " +
        "whoever else answers for the address. Deleting it makes the node ask again.",
      zh: "邻居表项可能由人工设置、在更换网卡后残留，或从冒用该地址的设备学到。删除后节点会重新解析。",
      commands: [
        "ip neigh show {address}  # on {node}; kernel datapath",
        "kubectl ko appctl {node} tnl/neigh/show  # userspace datapath",
        "ip neigh del {address} dev {interface}  # CHANGES THE NODE: it asks again for the MAC",
      ],
    },
    proof:
      "The MAC that the sending node has for the other's tunnel address is that of no interface " +
      "of the other node, and tunnel packets do not arrive there.",
    args: ["node", "remote", "address", "actual", "expected", "interface"],
  },
  {
    code: "UNDERLAY_LOSS",
    area: "underlay",
    level: "critical",
    stages: ["underlay"],
    sentence: {
      en: "{lost} of {sent} {packets} from {node} to {remote} are lost on the way",
      zh: "节点 {node} 发往节点 {remote} 的 {sent} 个{packets}中有 {lost} 个在途中丢失",
    },
    remedy: {
      text:
        "Check errors and drops of both NICs and of the switch ports between them, and rate " +
        "limits of the fabric.",
      zh: "请检查两端网卡及中间交换机端口的错误和丢包计数，以及网络中的限速。",
      commands: [
        "ip -s link  # on both nodes: errors and drops of the NIC",
        "ethtool -S <nic>  # on both nodes: the NIC's own counters",
      ],
    },
    proof:
      "Only some of the packets, in tunnels the outer ones, seen leaving one NIC were seen on " +
      "the other; no tap lost any.",
    args: ["node", "remote", "lost", "sent", "packets"],
  },
  {
    code: "UNDERLAY_LATENCY",
    area: "underlay",
    level: "warning",
    stages: ["underlay"],
    sentence: {
      en:
        "At least {actual} of the {total} ms that an answer takes are spent on the network " +
        "from {node} to {remote}",
      zh: "一次应答耗时 {total} 毫秒，其中至少 {actual} 毫秒花在节点 {node} 到 {remote} 的网络上",
    },
    remedy: {
      text: "Look for congestion, a detour or a shaped link between the nodes, in this direction.",
      zh: "请检查节点之间该方向上是否拥塞、绕路或限速。",
      commands: ["mtr -rwc 20 {remote}  # on the node: loss and delay of each hop"],
    },
    proof:
      "Time between the sightings at the two NICs, less the most that the clocks may differ: " +
      "each node's clock was read between two readings of the aggregator's.",
    args: ["node", "remote", "actual", "total"],
  },
  {
    code: "CLOCK_OFFSET",
    area: "host",
    level: "warning",
    stages: ["control-plane"],
    sentence: {
      en: "The clock of {node} is {actual} s off the aggregator's",
      zh: "节点 {node} 的时钟与 aggregator 相差 {actual} 秒",
    },
    remedy: {
      text:
        "No packet is lost because of it, and no verdict depends on it. Certificates, leases " +
        "and logs do: check that the node's time service runs and reaches its servers.",
      zh: "报文不会因此丢失，结论也不依赖时钟。但证书、租约和日志会受影响：请检查节点的时间同步服务。",
      commands: ["timedatectl  # on the node", "chronyc tracking  # on the node"],
    },
    proof:
      "The node's clock was read after the question was sent and before the answer came; it " +
      "is more than a second from both readings of the aggregator's clock.",
    args: ["node", "actual"],
  },
  {
    code: "PATH_MTU_TOO_SMALL",
    area: "underlay",
    level: "critical",
    stages: ["underlay", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "Packets of {size} bytes do not pass from {node} to {remote}; " +
        "packets of {mtu} bytes do",
      zh: "{size} 字节的报文无法从节点 {node} 到达节点 {remote}，{mtu} 字节的可以",
    },
    remedy: {
      text:
        "Raise the MTU of the network between the nodes to the pod's MTU, for Geneve plus 100 " +
        "bytes, or lower the pods' MTU (kube-ovn-cni --mtu, or the Subnet's spec.mtu) and " +
        "replace the pods.",
      zh:
        "请将节点间网络的 MTU 提高到 Pod 的 MTU（Geneve 需再加 100 字节），" +
        "或降低 Pod 的 MTU（kube-ovn-cni 的 --mtu 或子网的 spec.mtu）并重建 Pod。",
      commands: [
        "ip link  # on both nodes: the NIC's MTU",
        "ping -M do -s 1472 {remote}  # on the node: 1500 bytes to the other, not to be fragmented",
        "kubectl get subnet -o custom-columns=NAME:.metadata.name,MTU:.spec.mtu",
      ],
    },
    proof:
      "With DF set, packets of this size vanish or are refused as too big, while small ones " +
      "pass on the same path.",
    args: ["size", "mtu", "node", "remote"],
  },
  {
    code: "MTU_MISMATCH",
    area: "underlay",
    level: "warning",
    stages: ["source-pod", "source-bridge", "underlay", "destination-bridge", "destination-pod"],
    sentence: {
      en: "Interface {interface} on {node} has MTU {actual}; {expected} fits the path",
      zh: "节点 {node} 上接口 {interface} 的 MTU 为 {actual}，与路径相符的值为 {expected}",
    },
    remedy: {
      text: "Use one MTU on both ends and the nodes; a pod gets its node's MTU when it is created.",
      zh: "请让两端及其间的节点使用一致的 MTU；新建的 Pod 会采用所在节点的值。",
      commands: ["ip -d link show {interface}  # on the node"],
    },
    proof:
      "The MTUs of pod interface, veth, ovn0 and NIC, as read by the agents, compared with " +
      "each other.",
    args: ["node", "interface", "expected", "actual"],
  },
  {
    code: "CHECKSUM_ERROR",
    area: "underlay",
    level: "critical",
    stages: ["underlay", "destination-bridge", "destination-pod", "source-pod", "gateway"],
    sentence: {
      en: "{lost} of {sent} packets arrive at {interface} on {node} with a wrong checksum",
      zh: "到达节点 {node} 接口 {interface} 的 {sent} 个报文中有 {lost} 个校验和错误",
    },
    remedy: {
      text:
        "A NIC or its driver mishandles checksum offload of tunnel packets: turn it off on " +
        "the sending node's NIC. Wrong checksums at the sending end are normal with offload, " +
        "and are not meant here.",
      zh:
        "网卡或驱动没有正确处理隧道报文的校验和卸载：请在发送节点的网卡上关闭它。" +
        "发送处的校验和错误是正常的卸载现象，不在此列。",
      commands: [
        "ethtool -k {interface}  # on both nodes: which offloads are on",
        "nstat -az TcpInCsumErrors UdpInCsumErrors  # on the receiving node and in the pod",
        "ethtool -K {interface} tx off  # CHANGES THE NODE: more CPU per packet",
      ],
    },
    proof:
      "Checksums computed over whole packets at the receiving end, not at the sending end. On a " +
      "gateway node, whose connection tracking translates no such packet, the kernel's own " +
      "counters have grown as well.",
    args: ["node", "interface", "lost", "sent"],
  },
] as const satisfies readonly Code[];
