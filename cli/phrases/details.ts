import type { Phrase } from "./phrase.ts";

/** Why a logical trace ends (aggregator/logical-trace/types.ts, DropReason). */
const dropReasons: readonly Phrase[] = [
  ["drop", "被丢弃"],
  ["no-match", "因无匹配而被丢弃"],
  ["blocked", "因连接被禁止而被丢弃"],
  ["rejected", "被拒绝"],
  ["icmp-error", "以 ICMP 差错应答"],
  ["resolving", "等待解析下一跳的 MAC"],
  ["answered", "被代为应答"],
  ["loopback", "因输出即输入而被丢弃"],
  ["error", "因出错而终止"],
  ["no-output", "没有输出而终止"],
];

/** Values inside sentences of codes, and what traces say. */
export const detailPhrases: readonly Phrase[] = [
  [
    'Cannot wait for "{what}" of node {node}: no answer within {ms} ms',
    "节点 {node} 的 {what} 在 {ms} 毫秒内没有应答",
  ],
  // Policies
  ["no rule allows {traffic} from {pod}", "没有规则允许来自 {pod} 的 {traffic}"],
  ["no rule allows {traffic} to {pod}", "没有规则允许到 {pod} 的 {traffic}"],
  ["{policy} has {pod} among its exceptions", "{policy} 将 {pod} 列为例外"],
  ["{policy} allows {pod} other ports only", "{policy} 只允许 {pod} 使用其他端口"],
  ["{policy} allows it for others than {pod}", "{policy} 只允许 {pod} 以外的对象"],
  [
    "its rule of priority {n} says {action} to {match}",
    "其优先级 {n} 的规则对 {match} 执行 {action}",
  ],
  ["an ACL that no Kubernetes object accounts for", "没有 Kubernetes 对象对应的 ACL"],
  // Ports, bindings, routes
  ["{pod} has no port on br-int to trace from", "{pod} 在 br-int 上没有可供跟踪的端口"],
  ["{pod} has no port on br-int", "{pod} 在 br-int 上没有端口"],
  ["{port} has no southbound binding", "{port} 在南向数据库中没有绑定"],
  ["the southbound database has no port {port}", "南向数据库没有端口 {port}"],
  ["the northbound database has no switch {name}", "北向数据库没有逻辑交换机 {name}"],
  ["the tunnel keys of {port} are not known", "{port} 的隧道键未知"],
  ["the tunnel ports of {node} are not known", "节点 {node} 的隧道端口未知"],
  [
    "br-int of {node} has no tunnel port to {other}",
    "节点 {node} 的 br-int 没有到 {other} 的隧道端口",
  ],
  ["br-int has no tunnel port to it", "br-int 没有到它的隧道端口"],
  ["switch {name} has no localnet port", "逻辑交换机 {name} 没有 localnet 端口"],
  ["no router has a port on subnet {name}", "没有路由器在子网 {name} 上有端口"],
  ["it has no port on subnet {name}", "它在子网 {name} 上没有端口"],
  ["the interface carries no iface-id", "该接口没有 iface-id"],
  ["no chassis", "没有 chassis"],
  ["ofport is {n}", "ofport 为 {n}"],
  ["port {n} of {name}", "{name} 的端口 {n}"],
  ["{interface} of pod {pod}", "Pod {pod} 的 {interface}"],
  ["ovn-encap-ip on {node} is {ip}", "节点 {node} 的 ovn-encap-ip 为 {ip}"],
  ["Network is unreachable", "网络不可达"],
  ["No route to host", "没有到主机的路由"],
  // Gateways, Services, provider networks
  ["no route of its main table leads there", "其主路由表中没有通往该处的路由"],
  [
    "they fall to {route} by {ip}, the router's own address",
    "它们落入经 {ip} 的 {route}，而该地址是路由器自身的地址",
  ],
  ["a policy of the router could not be evaluated", "无法评估路由器的一条策略"],
  ["no load balancer has it", "没有负载均衡包含它"],
  [
    "{names} has it and is not attached to the source's switch",
    "{names} 包含它，但没有关联到源的逻辑交换机",
  ],
  ["the Service is gone", "该 Service 已不存在"],
  ["{name} was not read", "未读取 {name}"],
  ["ovn-bridge-mappings is not set", "未设置 ovn-bridge-mappings"],
  ["ovn-bridge-mappings is {value}", "ovn-bridge-mappings 为 {value}"],
  ["there is no bridge {name}", "没有网桥 {name}"],
  ["the interface carries {id}", "该接口的 iface-id 为 {id}"],
  ["{policy} has no such rule at all", "{policy} 完全没有这样的规则"],
  ["duplicate address detection found another owner of it", "重复地址检测发现该地址另有所有者"],
  ["duplicate address detection has not ended", "重复地址检测尚未结束"],
  ["the tunnel", "隧道"],
  ["any packet", "任意报文"],
  ["the receiving pod", "接收方 Pod"],
  ["it goes to itself", "它指向自身"],
  ["duplicate address detection found another owner of it", "重复地址检测发现它另有持有者"],
  ["duplicate address detection has not ended", "重复地址检测尚未结束"],
  ["{macs} answered for it", "{macs} 应答了该地址"],
  // Daemons
  ["process {pid} has ended", "进程 {pid} 已结束"],
  ["process {pid} of its pid file is gone", "其 pid 文件中的进程 {pid} 已不存在"],
  ["process {pid} is stopped by a signal", "进程 {pid} 被信号停止"],
  ["it did not answer {command} in {ms} ms", "它在 {ms} 毫秒内没有答复 {command}"],
  ["not connected", "未连接"],
  [
    "a flow drops whose southbound row is gone for {s} s",
    "一条流表项仍在丢弃，其南向数据行已消失 {s} 秒",
  ],
  ["its configuration number is {n}, {m} was asked for", "其配置号为 {n}，要求为 {m}"],
  ["{what} has no logical flow, for {s} s at least", "{what} 至少 {s} 秒没有逻辑流"],
  [
    "port {port} has no southbound binding, for {s} s at least",
    "端口 {port} 至少 {s} 秒没有南向绑定",
  ],
  [
    "{acl} is gone, its flow in {stage} of {switch} still drops",
    "{acl} 已不存在，其在 {switch} 的 {stage} 中的逻辑流仍在丢弃",
  ],
  // Pods
  ["it listens on no {protocol} port at all", "它没有监听任何 {protocol} 端口"],
  ["it listens on {ports} only", "它只监听 {ports}"],
  ["it listens on {ports}", "它监听 {ports}"],
  [
    "{where} (drop at hook {hook}, it counted {n} packets during the probes)",
    "{where}（在 {hook} 钩子处丢弃，探测期间计数 {n} 个报文）",
  ],
  [
    "{where} (reject at hook {hook}, it counted {n} packets during the probes)",
    "{where}（在 {hook} 钩子处拒绝，探测期间计数 {n} 个报文）",
  ],
  [
    "{where} (drop at hook {hook}, its counter is at {n} packets)",
    "{where}（在 {hook} 钩子处丢弃，其计数为 {n} 个报文）",
  ],
  [
    "{where} (reject at hook {hook}, its counter is at {n} packets)",
    "{where}（在 {hook} 钩子处拒绝，其计数为 {n} 个报文）",
  ],
  ["{where} (drop at hook {hook})", "{where}（在 {hook} 钩子处丢弃）"],
  ["{where} (reject at hook {hook})", "{where}（在 {hook} 钩子处拒绝）"],
  ["its way back is {interface}", "其回程接口为 {interface}"],
  ["connections to accept, {counter}", "待接受的连接，{counter}"],
  ["datagrams to read, {counter}", "待读取的数据报，{counter}"],
  // Tables of connections
  [
    "ovs-vswitchd refused {n} connections during the probes",
    "ovs-vswitchd 在探测期间拒绝了 {n} 个连接",
  ],
  ["ovs-vswitchd, zone {n} of {port}", "ovs-vswitchd，{port} 的区域 {n}"],
  ["ovs-vswitchd, zone {n}", "ovs-vswitchd，区域 {n}"],
  [
    "the kernel's of pod {pod} dropped {n} packets during the probes",
    "Pod {pod} 的内核在探测期间丢弃了 {n} 个报文",
  ],
  ["the kernel's dropped {n} packets during the probes", "内核在探测期间丢弃了 {n} 个报文"],
  ["{what} {name} has it too, with {mac}", "{what} {name} 也有该地址，MAC 为 {mac}"],
  ["{what} {name} has it too", "{what} {name} 也有该地址"],
  ["ping waited {ms} ms", "ping 等待了 {ms} 毫秒"],
  // Traces
  ["the trace ends in table {n}", "跟踪在表 {n} 结束"],
  ["the trace of br-int is incomplete", "br-int 的跟踪不完整"],
  ["the trace does not end", "跟踪没有结束"],
  ["the trace is cut", "跟踪被截断"],
  ["where the packet should go is not known", "报文应送达何处未知"],
  ["the trace names neither an output nor a drop", "跟踪既没有输出也没有丢弃"],
  ["delivered to {port}", "送达 {port}"],
  ...dropReasons.flatMap(([how, words]): Phrase[] => [
    [`${how} in an unknown stage`, `在未知阶段${words}`],
    [`${how} in {stage}`, `在 {stage} ${words}`],
  ]),
];
