import { pointNames } from "../../words/labels/points.ts";
import type { Phrase } from "./phrase.ts";

const sentences: readonly Phrase[] = [
  // Coverage (aggregator/verdict/coverage.ts)
  ["The agent of {node} is {status}: {why}", "节点 {node} 的代理{status}：{why}"],
  ["What the source sent: {why}", "源发出的内容：{why}"],
  ["Whose answers they are: {why}", "应答属于谁：{why}"],
  [
    "Where time went: {count} answers came when the probe had stopped waiting",
    "时间耗费在何处：有 {count} 个应答在探测停止等待后才到达",
  ],
  [
    "The tap on {node} lost {count} packets: absence proves nothing there",
    "节点 {node} 的抓包丢失 {count} 个报文：该处未见报文不能说明问题",
  ],
  [
    "The tap on {node} did not deliver all that it saw: absence proves nothing there",
    "节点 {node} 的抓包未能交付其全部所见：该处未见报文不能说明问题",
  ],
  [
    "The tap on {node} does not see what is offloaded: absence proves nothing there",
    "节点 {node} 的抓包看不到被卸载的报文：该处未见报文不能说明问题",
  ],
  ["The stage: {why}", "阶段：{why}"],
  [
    "{text}: packets were answered that were not seen there",
    "{text}：得到应答的报文在此处未被看到",
  ],
  [
    "{family}: not diagnosed, the destination has no {same} address",
    "{family}：未诊断，目的端没有 {same} 地址",
  ],
  [
    "{family}: not diagnosed, the source has no {same} address",
    "{family}：未诊断，源端没有 {same} 地址",
  ],
  [
    "Traffic: no {protocol} port {port} from {source} to {destination} was seen while watching; " +
      "send some, or leave out --passive",
    "流量：观测期间未见从 {source} 到 {destination} 的 {protocol} 端口 {port} 报文；请发送一些，" +
      "或去掉 --passive",
  ],
  [
    "Traffic: no {protocol} from {source} to {destination} was seen while watching; send some, " +
      "or leave out --passive",
    "流量：观测期间未见从 {source} 到 {destination} 的 {protocol} 报文；请发送一些，" +
      "或去掉 --passive",
  ],
  ["Reachability: {why}", "可达性：{why}"],
  ["Session affinity: {why}", "会话保持：{why}"],
  ["Loss: {why}", "丢失：{why}"],
  ["Large packets: {why}", "大报文：{why}"],
  ["The largest packet that passes: {why}", "能通过的最大报文：{why}"],
  ["the probe did not report ({why})", "探测没有报告（{why}）"],
  ["the survey did not report ({why})", "丢包调查没有报告（{why}）"],
  ["the probe did not report", "探测没有报告"],
  ["the survey did not report", "丢包调查没有报告"],
  // Where nothing could be seen
  ["no tap on {node}: {why}", "节点 {node} 没有抓包：{why}"],
  ["the veth of {pod} is not known: {why}", "{pod} 的 veth 未知：{why}"],
  ["the veth of {pod} is not known", "{pod} 的 veth 未知"],
  ["the host side of the veth of {pod} is not known", "{pod} 的 veth 主机侧未知"],
  ["the host side of the veth of {pod} is not known", "{pod} 的 veth 主机侧未知"],
  ["no host interface is linked to {pod}", "没有主机接口与 {pod} 相连"],
  ["the node's port on br-int is not known: {why}", "节点在 br-int 上的端口未知：{why}"],
  ["the node has no port on br-int", "节点在 br-int 上没有端口"],
  ["the node has no interface {name}", "节点没有接口 {name}"],
  ["the interface of {pod} was not found", "未找到 {pod} 的接口"],
  ["the interfaces of {pod} could not be read", "无法读取 {pod} 的接口"],
  ["the pod's interface was not found on its node", "在 Pod 所在节点上未找到其接口"],
  ["the veth was not observed", "未观测 veth"],
  ["it was not looked at", "未作检查"],
  ["it is not known what was sent", "发送情况未知"],
  ["nothing was sent ahead", "没有预先发送报文"],
  ["the pod did not send it", "Pod 没有将其发出"],
  ["not looked at", "未作检查"],
  ["it could not be looked at", "无法检查"],
  ["nothing was answered", "没有得到答复"],
  ["what br-int does is not known: {why}", "br-int 的行为未知：{why}"],
  ["ovs-vswitchd was not looked at", "未检查 ovs-vswitchd"],
  ["the state of ovn-controller is not known", "ovn-controller 的状态未知"],
  ["the chassis has no tunnel address", "该 chassis 没有隧道地址"],
  ["no segment remains", "没有剩余的区段"],
  [
    "the probe did not tell of {n} packets, nor where they stop",
    "探测没有报告 {n} 个报文的结果，它们停在何处未知",
  ],
  [
    "the points between could not be observed, so it may be {stages}",
    "中间的观测点无法观测，因此可能是 {stages}",
  ],
  ["{stage} (request) or {others}", "{stage}（请求）或 {others}"],
  ["{stage} (reply) or {others}", "{stage}（应答）或 {others}"],
  ["{stage} (request)", "{stage}（请求）"],
  ["{stage} (reply)", "{stage}（应答）"],
  // Agents and sources
  ["away", "离线"],
  ["failed", "失败"],
  ["the agent of {node} is away", "节点 {node} 的代理离线"],
  ["the agent of {node} did not tell its clock", "节点 {node} 的代理没有报告其时钟"],
  ["the agent is away", "代理离线"],
  ["it never connected", "从未连接"],
  ["last heard of {ago} ago", "最后一次联系在 {ago} 前"],
  ["node {node} is not on the path", "节点 {node} 不在路径上"],
  ["whose flows they are is not known: {why}", "无法得知流表项属于谁：{why}"],
  ["{source} is {status} since {time}: {why}", "{source} 自 {time} 起为 {status}：{why}"],
  ["{source} is {status} since {time}", "{source} 自 {time} 起为 {status}"],
  [
    "Cannot use {remote}: it is not connected to its cluster, {database} is stale",
    "无法使用 {remote}：它未连接到其集群，{database} 的内容已过期",
  ],
  ["not in this schema: {names}", "该数据库模式中没有：{names}"],
  // Checks that do not apply
  ["the taps lost packets", "抓包丢失了报文"],
  ["ICMP has no ports", "ICMP 没有端口"],
  ["ICMP has no sockets", "ICMP 没有套接字"],
  ["no echoes were asked for", "诊断的不是 ICMP 回显"],
  [
    "it is not known whether the kernel's IP stack sees the packets",
    "不清楚内核 IP 协议栈是否处理这些报文",
  ],
  ["the connections of ovs-vswitchd could not be read", "无法读取 ovs-vswitchd 的连接"],
  ["{key} of the destination pod was not read", "未读取目的 Pod 的 {key}"],
  ["Could not read the pod's firewall: {why}", "无法读取 Pod 的防火墙：{why}"],
  ["Could not read the node's firewall: {why}", "无法读取节点的防火墙：{why}"],
  ["Could not read the firewall: {why}", "无法读取防火墙：{why}"],
  ["a provider network has no tunnels", "物理网络没有隧道"],
  ["both pods are on one node", "两个 Pod 在同一节点"],
  ["the path stays on one node", "路径不离开节点"],
  ["the destination is no pod", "目的不是 Pod"],
  ["the destination is no Service", "目的不是 Service"],
  ["the destination is outside the cluster", "目的在集群之外"],
  // Environment
  [
    "no pod of Kube-OVN and no row of the northbound database tells it",
    "没有 Kube-OVN 的 Pod，北向数据库也没有记录",
  ],
  ["it is in no subnet", "不在任何子网中"],
  ["no Subnet {name} is known", "未知的 Subnet {name}"],
  ["image of {pod}", "{pod} 的镜像"],
  ["NB_Global external_ids", "NB_Global external_ids"],
  // Names
  [
    "no process of the pod is visible, so its files are not",
    "看不到 Pod 的进程，因此无法读取其文件",
  ],
  [
    "the pod has no resolv.conf of its own, but the node's",
    "Pod 没有自己的 resolv.conf，使用的是节点的",
  ],
  ["its resolv.conf cannot be read: {why}", "无法读取其 resolv.conf：{why}"],
  ["its resolv.conf names no server", "其 resolv.conf 没有指定服务器"],
  ["the source is no pod", "源不是 Pod"],
  // HTTP
  ["timeout", "超时"],
  ["no answer", "没有应答"],
  ["closed without an answer", "未应答即关闭"],
  ["no HTTP status line", "没有 HTTP 状态行"],
];

/** Points and kinds of evidence keep their names: they are what the JSON and a search have. */
const looked = [
  ...pointNames,
  ...[
    "chassis",
    "control-plane",
    "covered-flows",
    "databases",
    "kube-ovn",
    "logical-port",
    "logical-trace",
  ],
  ...["neighbour-trace", "netns", "node", "openflow-trace", "pod", "policies", "port"],
  ...["port-binding", "subnet", "load-balancer", "provider", "router-decision", "services"],
];

/** What documents say of things that were looked at and of those that were not. */
export const observationPhrases: readonly Phrase[] = [
  ...sentences,
  ...looked.map((what): Phrase => [`${what} on {node}`, `节点 {node} 的 ${what}`]),
];
