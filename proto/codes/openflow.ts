import type { Code } from "./code.ts";
import { replacePod, restartOvs } from "./commands.ts";

export const openflowCodes = [
  {
    code: "FLOW_ALIEN",
    area: "openflow",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "A flow that OVN did not install decides the packet on {bridge} of {node}: " +
        "table {table}, priority {priority}, cookie 0x{cookie}",
      zh:
        "节点 {node} 的网桥 {bridge} 上一条不是由 OVN 下发的流表项决定了报文去向：" +
        "表 {table}，优先级 {priority}，cookie 0x{cookie}",
    },
    remedy: {
      text:
        "Find out who added the flow. Deleting it by table, priority and match leaves OVN's " +
        "own flows alone; deleting by cookie may not.",
      zh: "请查明是谁添加了该流表项。按表、优先级和匹配删除不会影响 OVN 自己的流表项；按 cookie 删除则可能影响。",
      commands: [
        "kubectl ko ofctl {node} dump-flows {bridge} table={table}",
        "kubectl ko ofctl {node} --strict del-flows {bridge} " +
          "'table={table},priority={priority},{match}'  # CHANGES THE CLUSTER: removes the flow",
      ],
    },
    proof:
      "The OpenFlow trace ends at, or is diverted by, a flow whose cookie belongs to no " +
      "logical flow, port binding or other southbound row. Bridges of NICs have none of OVN's: " +
      "there it is one that drops.",
    args: ["bridge", "node", "table", "priority", "cookie", "match"],
  },
  {
    code: "FLOW_SHADOWED",
    area: "openflow",
    level: "critical",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "In table {table} on {node}, the flow that OVN meant for the packet ({expected}) is " +
        "shadowed by one with priority {priority}, cookie 0x{cookie}",
      zh:
        "在节点 {node} 的表 {table} 中，OVN 为该报文准备的流表项（{expected}）被另一条优先级 " +
        "{priority}、cookie 0x{cookie} 的流表项遮蔽",
    },
    remedy: {
      text: "Compare the two flows; the shadowing one wins by priority.",
      zh: "请比较这两条流表项；生效的是优先级更高的一条。",
      commands: ["kubectl ko ofctl {node} dump-flows br-int table={table}"],
    },
    proof:
      "The OpenFlow trace ends at a flow that OVN did not install, and the dump of its table has " +
      "a flow of OVN with the same match and a lower priority.",
    args: ["node", "table", "priority", "cookie", "expected"],
  },
  {
    code: "FLOW_ALTERED",
    area: "openflow",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "The actions of an OVN flow on {node} were changed: table {table}, priority " +
        "{priority}, cookie 0x{cookie} now does {actual}",
      zh:
        "节点 {node} 上一条 OVN 流表项的动作已被改动：表 {table}，优先级 {priority}，" +
        "cookie 0x{cookie}，当前动作为 {actual}",
    },
    remedy: {
      text:
        "Find out who changed it. ovn-controller does not notice; it rewrites all its flows " +
        "when it starts.",
      zh: "请查明是谁改动了它。ovn-controller 不会察觉；它在启动时会重新写入全部流表项。",
      commands: [
        "kubectl ko ofctl {node} dump-flows br-int table={table}",
        "kubectl ko sbctl lflow-list  # the flow whose UUID begins with the cookie",
        restartOvs,
      ],
    },
    proof:
      "The OpenFlow trace ends at a flow that drops, while the southbound row that its " +
      "cookie names lets packets pass.",
    args: ["node", "table", "priority", "cookie", "actual"],
  },
  {
    code: "FLOW_WRONG_OUTPUT",
    area: "openflow",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "A flow on {node} (table {table}, cookie 0x{cookie}) sends the packet to {actual} " +
        "instead of {expected}",
      zh: "节点 {node} 上的流表项（表 {table}，cookie 0x{cookie}）把报文送到 {actual}，而不是 {expected}",
    },
    remedy: {
      text:
        "Compare the output with the ofport of the pod's interface. ovn-controller rewrites " +
        "the flow when the interface or the binding changes.",
      zh: "请核对输出端口与 Pod 接口的 ofport。接口或绑定变化时 ovn-controller 会重写该流表项。",
      commands: [
        "kubectl ko ofctl {node} dump-flows br-int table={table}",
        "kubectl ko vsctl {node} --columns=name,ofport,external_ids list Interface",
      ],
    },
    proof:
      "The OpenFlow trace outputs to a port other than the destination's ofport or tunnel, " +
      "while the logical trace delivers.",
    args: ["node", "table", "cookie", "expected", "actual"],
  },
  {
    code: "OFPORT_INVALID",
    area: "openflow",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge"],
    sentence: {
      en: "Open vSwitch on {node} could not open interface {interface}: {detail}",
      zh: "节点 {node} 上的 Open vSwitch 无法打开接口 {interface}：{detail}",
    },
    remedy: {
      text:
        "The device behind the port is gone or in another network namespace. A port left " +
        "over from a removed pod is harmless; if the pod still runs, replacing it creates a " +
        "new port.",
      zh:
        "端口对应的设备已不存在或位于其他网络命名空间。已删除 Pod 遗留的端口无害；若 Pod 仍在" +
        "运行，重建 Pod 会生成新的端口。",
      commands: [
        "kubectl ko vsctl {node} --columns=name,ofport,error,external_ids find Interface " +
          "name={interface}",
        "kubectl ko vsctl {node} show",
      ],
    },
    proof: "The Interface row has ofport -1 or an error.",
    args: ["node", "interface", "detail"],
  },
  {
    code: "PORT_NOT_ON_BRIDGE",
    area: "openflow",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge"],
    sentence: {
      en: "Interface {interface} of pod {namespace}/{name} is not on br-int of {node}",
      zh: "Pod {namespace}/{name} 的接口 {interface} 不在节点 {node} 的 br-int 上",
    },
    remedy: {
      text:
        "kube-ovn-cni adds the interface when the pod is created; find out who removed it. " +
        "Replacing the pod adds a new one.",
      zh: "kube-ovn-cni 在创建 Pod 时添加该接口；请查明是谁将其移除。重建 Pod 会添加新的接口。",
      commands: ["kubectl ko vsctl {node} list-ports br-int", replacePod],
    },
    proof:
      "The host end of the pod's veth, found through iflink, is on no bridge; or no Interface " +
      "has the pod's iface-id.",
    args: ["node", "interface", "namespace", "name"],
  },
  {
    code: "FLOW_SKIPPED",
    area: "openflow",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en:
        "br-int on {node} has OVN's flow for the packet (table {table}), but Open vSwitch " +
        "does not execute it: {detail}",
      zh:
        "节点 {node} 的 br-int 上有 OVN 为该报文下发的流表项（表 {table}），" +
        "但 Open vSwitch 没有执行：{detail}",
    },
    remedy: {
      text:
        "Open vSwitch itself gives the reason. Port flags (OFPPC_…) are set by hand with " +
        "mod-port; a tunnel needs a route to the other node's tunnel address, and its MAC.",
      zh:
        "原因由 Open vSwitch 自己给出。端口标志（OFPPC_…）是用 mod-port 手工设置的；" +
        "隧道需要到对端节点隧道地址的路由及其 MAC 地址。",
      commands: [
        "kubectl ko ofctl {node} show br-int  # flags: config and state of each port",
        "kubectl ko appctl {node} ovs/route/show",
        "kubectl ko appctl {node} tnl/neigh/show",
      ],
    },
    proof: "ofproto/trace ends at a flow of OVN and says why Open vSwitch skips its output.",
    args: ["node", "table", "detail"],
  },
  {
    code: "BRIDGE_LOSS",
    area: "openflow",
    level: "critical",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "{lost} of {sent} packets are lost on br-int of {node}",
      zh: "{sent} 个报文中有 {lost} 个在节点 {node} 的 br-int 上丢失",
    },
    remedy: {
      text:
        "The flows deliver, so something limits the rate: a meter, a QoS or policing rule, a " +
        "shaped queue, or a datapath that cannot keep up. Watch their counters while packets " +
        "are being lost.",
      zh:
        "流表会转发报文，因此是某种限制所致：" +
        "meter、QoS 或限速规则、整形队列，或数据面处理不过来。" +
        "请在丢包持续期间查看相应计数。",
      commands: [
        "kubectl ko ofctl {node} -O OpenFlow15 meter-stats br-int",
        "kubectl ko vsctl {node} --columns=name,ingress_policing_rate,ingress_policing_burst " +
          "list Interface",
        "kubectl ko nbctl list QoS",
        "kubectl ko appctl {node} dpctl/show -s",
        "tc -s qdisc  # on the node: drops of shaped interfaces",
      ],
    },
    proof:
      "Only some of the packets seen at one port of br-int were seen at the other; no tap " +
      "lost any.",
    args: ["node", "lost", "sent"],
  },
  {
    code: "RATE_LIMITED",
    area: "openflow",
    level: "critical",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "{node} limits the rate: {lost} of {sent} packets are lost or late there ({detail})",
      zh: "节点 {node} 限制了速率：{sent} 个报文中有 {lost} 个在此丢失或迟到（{detail}）",
    },
    remedy: {
      text:
        "Raise the limit or take it away. On a pod's own interface it comes from the annotations " +
        "ingress_rate (what the pod receives) and egress_rate (what it sends), in Mbit/s, or by " +
        "hand; a meter of br-int from a row of QoS or from a hand.",
      zh:
        "请提高或取消该限制。Pod 自身接口上的限制来自注解 ingress_rate（Pod 接收）和 " +
        "egress_rate（Pod 发送），单位 Mbit/s，也可能是手工添加的；br-int 的 meter 来自 QoS 记录或手工添加。",
      commands: [
        "kubectl get pods -A -o yaml | grep -B30 -E 'kubernetes.io/(in|e)gress_rate'",
        "kubectl ko vsctl {node} --columns=name,ingress_policing_rate,external_ids " +
          "find Interface 'ingress_policing_rate>0'",
        "kubectl ko vsctl {node} list QoS",
        "tc -s qdisc; tc -s class show dev <VETH>  # on the node",
        "kubectl ko nbctl list QoS",
        "kubectl ko ofctl {node} -O OpenFlow15 meter-stats br-int",
      ],
    },
    proof:
      "Some of the packets are lost or late between two ports of br-int, and either their " +
      "OpenFlow trace there passes a meter action, or the row of the pod's interface has a " +
      "limit whose queue or policer counted while the probes ran.",
    args: ["node", "lost", "sent", "detail"],
  },
  {
    code: "NETWORK_EMULATED",
    area: "openflow",
    level: "critical",
    stages: ["source-bridge", "destination-bridge"],
    sentence: {
      en: "Packets to a pod on {node} are delayed or dropped on purpose: {detail}",
      zh: "发往节点 {node} 上 Pod 的报文被有意延迟或丢弃：{detail}",
    },
    remedy: {
      text:
        "Annotations of the pod ask for a network that is worse than the real one. Take them " +
        "away if nobody tests with them any more.",
      zh: "Pod 的注解要求模拟较差的网络。如已不再需要测试，请删除这些注解。",
      commands: [
        "kubectl get pods -A -o yaml | grep -B30 -E 'kubernetes.io/(latency|jitter|loss|limit)'",
        "kubectl ko vsctl {node} list QoS",
        "tc -s qdisc  # on the node: netem",
      ],
    },
    proof:
      "The port of the pod's interface has a QoS row of type linux-netem, and the kernel has the " +
      "discipline on that interface.",
    args: ["node", "detail"],
  },
] as const satisfies readonly Code[];
