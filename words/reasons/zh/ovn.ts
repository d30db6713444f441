import type { ovnReasons } from "../../../proto/reasons/areas/ovn.ts";
import type { Sentences } from "../sentences.ts";

/** How a logical trace ends. */
const drops: Readonly<Record<string, string>> = {
  drop: "被丢弃",
  "no-match": "因无匹配而被丢弃",
  blocked: "因连接被禁止而被丢弃",
  rejected: "被拒绝",
  "icmp-error": "以 ICMP 差错应答",
  resolving: "等待解析下一跳的 MAC",
  answered: "被代为应答",
  loopback: "因将从入端口发出而被丢弃",
  error: "因出错而终止",
  "no-output": "没有输出而终止",
};

const servers: Readonly<Record<string, string>> = {
  "no-quorum": "与其集群的多数成员失去联系",
  follower: "是从节点",
  unreachable: "无法访问",
};

const owners: Readonly<Record<string, string>> = { IP: "IP 对象" };

export const ovnSentences: Sentences<typeof ovnReasons> = {
  LOGICALLY_DELIVERED: ({ ports }, say) => `送达 ${say.list(ports)}`,
  LOGICALLY_DROPPED: ({ how, stage }) =>
    `在${stage === null ? "未知阶段" : ` ${stage} `}${drops[how] ?? how}`,
  PORT_NOT_IN_SOUTHBOUND: ({ port }) => `南向数据库没有端口 ${port}`,

  PORT_WITHOUT_BINDING: ({ port }) => `端口 ${port} 没有南向绑定`,
  BINDING_LEFT: ({ port }) => `端口 ${port} 已不存在，其绑定仍在`,
  BINDING_ADDRESSES: ({ port, wanted, actual }) =>
    `端口 ${port} 的地址为 ${wanted.join("；")}，其绑定为 ${actual.join("；")}`,
  BINDING_PORT_SECURITY: ({ port }) => `${port} 的 port_security 与其绑定不一致`,
  ACL_WITHOUT_FLOW: ({ acl, name }) => `ACL ${acl}（${name}）没有逻辑流`,
  POLICY_WITHOUT_FLOW: ({ policy, router }) => `${router} 的策略 ${policy} 没有逻辑流`,
  DIFFERS_FOR: ({ what, seconds }, say) => `${say(what)}，已持续至少 ${seconds.toFixed(1)} 秒`,
  ORPHANED_FLOW_DROPS: ({ row, stage, datapath }) =>
    `${row} 已不存在，其在${datapath === null ? "逻辑网络" : ` ${datapath} `}的 ${stage} ` +
    "中的逻辑流仍在丢弃",
  NORTHD_BEHIND: ({ carriedOver, wanted }) => `它已同步的配置号为 ${carriedOver}，应为 ${wanted}`,

  DAEMON_NOT_RUNNING: () => "它没有运行",
  DAEMON_SILENT: () => "它没有应答",
  NOT_CONNECTED: ({ state }) => `连接状态为 ${state}`,
  VERSIONS_DIFFER: ({ own, northd }) => `其版本为 ${own}，而 ovn-northd 的版本为 ${northd}`,
  CONFIGURATION_BEHIND: ({ reported, wanted }) => `它上报的配置号为 ${reported}，应为 ${wanted}`,
  FLOW_OF_REMOVED_ROW: ({ seconds }) => `一条流表项仍在丢弃，其南向数据行已消失 ${seconds} 秒`,
  SERVER_UNUSABLE: ({ remote, kind }) => `${remote} ${servers[kind] ?? `无法使用（${kind}）`}`,

  ACL_OF_NOBODY: () => "没有对应 Kubernetes 对象的 ACL",
  ACL_RULE: ({ priority, action, match }) =>
    `其优先级为 ${priority} 的规则对 ${match} 执行 ${action}`,
  NO_RULE_ALLOWS: ({ traffic, way, peer }) =>
    `没有规则允许${way === "from" ? "来自" : "到"} ${peer} 的 ${traffic}`,
  POLICY_WITHOUT_RULES: ({ policy }) => `${policy} 没有任何此类规则`,
  POLICY_EXCEPTS: ({ policy, peer }) => `${policy} 将 ${peer} 列为例外`,
  POLICY_OTHER_PORTS: ({ policy, peer }) => `${policy} 只允许 ${peer} 使用其他端口`,
  POLICY_OTHER_PEERS: ({ policy, peer }) => `${policy} 只允许 ${peer} 以外的对象`,

  ADDRESS_OWNED: ({ kind, name, node, mac }) =>
    `${node === null ? "" : `节点 ${node} 上的 `}${owners[kind] ?? "逻辑端口"} ${name} ` +
    `也有该地址${mac === null ? "" : `，MAC 为 ${mac}`}`,
  MACS_ANSWERED: ({ macs }) => `${macs.join("、")} 应答了该地址`,
  NO_CHASSIS: () => "没有 chassis",
  NO_IFACE_ID: () => "该接口没有 iface-id",
  OTHER_IFACE_ID: ({ id }) => `该接口的 iface-id 为 ${id}`,
  NO_PORT_ON_SUBNET: ({ subnet }) => `它在子网 ${subnet} 上没有端口`,
  ROUTER_OF_VPC: () => "（VPC 的路由器）",
  NO_ROUTE_MATCHES: () => "没有匹配的路由",
  POLICY_DROPS: ({ policy }) => `${policy} 将其丢弃`,
  ROUTED_TO: ({ by, nexthops }, say) =>
    nexthops.length === 0 ? `报文匹配 ${by}` : `报文匹配 ${by}，下一跳为 ${say.list(nexthops)}`,
  ROUTE_TO_ROUTER: ({ route, address }) =>
    `它们命中下一跳为 ${address} 的 ${route}，而该地址是路由器自身的地址`,
  NO_LOAD_BALANCER: () => "没有负载均衡包含它",
  LOAD_BALANCER_NOT_ATTACHED: ({ names }, say) =>
    `${say.list(names)} 包含它，但没有关联到源的逻辑交换机`,
  NAT_PORT_GONE: ({ port }) => `其端口 ${port} 不存在`,
  NAT_PORT_MOVED: ({ port, ips, ip }, say) =>
    `规则针对 ${ip}，而其端口 ${port} 的地址为${ips.length === 0 ? "空" : ` ${say.list(ips)}`}`,
  NAT_OTHER_PORT: ({ port, ip }) => `规则针对端口 ${port}，而 ${ip} 现在属于其他端口`,
  NAT_TARGET_GONE: ({ ip }) => `VPC 内没有端口拥有 ${ip}`,
  NAT_COVERS_NOT: ({ ip, rules }, say) => `没有规则覆盖 ${ip}（${say.list(rules)}）`,
  ANY_PACKET: () => "任意报文",
  RECEIVING_POD: () => "接收方 Pod",
  PORT_OF: ({ port, name }) => `${name} 的端口 ${port}`,
  THE_TUNNEL: () => "隧道",
  ENTRY_TAKES_NOTHING: () => "报文进入的端口不接收任何报文（OFPPC_NO_RECV）",
  TRACE_ENDS: ({ table }) => `跟踪在表 ${table} 结束`,
  TUNNEL_PACKETS: () => "隧道报文",
  PROVIDER_PACKETS: () => "物理网络（provider）报文",
  PLAIN_PACKETS: () => "报文",
  TUNNEL_PORT_MISSING: () => "br-int 没有到它的隧道端口",
  ENCAP_IP_SET: ({ node, ip }) => `节点 ${node} 的 ovn-encap-ip 为 ${ip}`,
  MAPPINGS_NOT_SET: () => "未设置 ovn-bridge-mappings",
  NO_BRIDGE: ({ name }) => `没有网桥 ${name}`,
};
