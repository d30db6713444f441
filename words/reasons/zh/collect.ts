import type { collectReasons } from "../../../proto/reasons/areas/collect.ts";
import type { Sentences } from "../sentences.ts";

const statuses: Readonly<Record<string, string>> = {
  connecting: "正在连接",
  stale: "过期",
  failed: "失败",
};

export const collectSentences: Sentences<typeof collectReasons> = {
  NO_AGENT: ({ node }) => `节点 ${node} 的 agent 离线`,
  TIME_RAN_OUT: () => "已超时",
  NEVER_CONNECTED: () => "从未连接",
  NOTHING_ANSWERED: () => "没有得到答复",
  SOURCE_NOT_CURRENT: ({ source, status, since, why }, say) => {
    const state = statuses[status] ?? ` ${status}`;
    const when = since === null ? "处于" : `自 ${since} 起`;
    return `${source} ${when}${state}状态${why === null ? "" : `：${say(why)}`}`;
  },
  FLOW_OWNERS_UNKNOWN: ({ why }, say) => `无法判断流表项的归属：${say(why)}`,
  TRACE_INCOMPLETE: () => "br-int 的跟踪不完整",
  TRACE_CUT: () => "跟踪被截断",
  TRACE_WITHOUT_END: () => "跟踪既没有输出也没有丢弃",
  RECEIVER_UNKNOWN: () => "不清楚报文应送往何处",
  NO_BRIDGE_PORT: ({ name }) => `${name} 在 br-int 上没有可供跟踪的端口`,
  NO_LOCALNET_PORT: (args) => `逻辑交换机 ${args.switch} 没有 localnet 端口`,
  TUNNEL_PORTS_UNKNOWN: ({ node }) => `节点 ${node} 的隧道端口未知`,
  NO_TUNNEL_PORT: ({ node, remote }) => `节点 ${node} 的 br-int 没有到 ${remote} 的隧道端口`,
  TUNNEL_KEYS_UNKNOWN: ({ port }) => `${port} 的隧道键未知`,
  NO_SOUTHBOUND_BINDING: ({ port }) => `${port} 在南向数据库中没有绑定`,
  NO_LOGICAL_SWITCH: (args) => `北向数据库没有逻辑交换机 ${args.switch}`,
  NO_ROUTER_PORT: ({ subnet }) =>
    `没有路由器在${subnet === null ? "该 Pod 的子网" : `子网 ${subnet} `}上有端口`,
};
