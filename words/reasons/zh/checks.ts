import type { checkReasons } from "../../../proto/reasons/areas/checks.ts";
import type { Sentences } from "../sentences.ts";

export const checkSentences: Sentences<typeof checkReasons> = {
  SENT_NOT_KNOWN: () => "发送情况未知",
  NOTHING_SENT_AHEAD: () => "没有预先发送报文",
  POD_DID_NOT_SEND: () => "Pod 没有将其发出",
  TAPS_LOST_PACKETS: () => "抓包丢失了报文",
  SERVICE_GONE: () => "该 Service 已不存在",
  POLICY_NOT_EVALUATED: () => "路由器有一条策略无法求值",
  NO_ECHO_ASKED: () => "诊断的不是 ICMP 回显",
  ICMP_WITHOUT_PORTS: () => "ICMP 没有端口",
  ICMP_WITHOUT_SOCKETS: () => "ICMP 没有套接字",
  DESTINATION_OUTSIDE: () => "目的在集群之外",
  ON_ONE_NODE: () => "路径在同一节点内",
  PROVIDER_WITHOUT_TUNNELS: () => "物理网络没有隧道",
  DATAPATH_UNKNOWN: () => "不清楚内核 IP 协议栈是否处理这些报文",
  ADDRESS_ON_NO_NIC: ({ node }) => `节点 ${node} 没有网卡拥有报文所用的地址`,
  CONNECTIONS_UNREAD: () => "无法读取 ovs-vswitchd 的连接",
  RULES_LEFT_OUT: ({ addresses }, say) =>
    `防火墙规则过多，只读取了与路径地址有关的规则，未读取与 ${say.list(addresses)} 有关的规则`,
  FIREWALL_UNREADABLE: ({ why }, say) => `无法解析防火墙规则：${say(why)}`,
  SETTING_UNREAD: ({ name }) => `未读取 ${name}`,
  CLOCK_UNREAD: ({ node }) => `节点 ${node} 的 agent 没有报告其时钟`,
  INTERFACES_UNREAD: ({ name }) => `无法读取 ${name} 的接口`,
  POD_INTERFACE_NOT_FOUND: ({ name }) => `未找到 ${name} 的接口`,
  VETH_NOT_OBSERVED: () => "未观测 veth",
  HOST_VETH_UNKNOWN: ({ name }) => `${name} 的 veth 主机侧未知`,
  LIMITS_NOT_LOOKED_AT: ({ name }) => `没有查看 ${name} 接口上的限制`,
  DATABASE_NOT_CONNECTED: ({ database, servers }, say) =>
    `${database} 未连接${servers.length === 0 ? "" : `：${say.all(servers)}`}`,
};
