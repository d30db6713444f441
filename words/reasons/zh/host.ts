import type { hostReasons } from "../../../proto/reasons/areas/host.ts";
import type { Sentences } from "../sentences.ts";

const queues: Readonly<Record<string, string>> = { tcp: "待接受的连接", udp: "待读取的数据报" };
const verdicts: Readonly<Record<string, string>> = { drop: "丢弃", reject: "拒绝" };

const outcomes: Readonly<Record<string, string>> = {
  answered: "得到应答",
  timeout: "超时",
  refused: "被拒绝",
  unreachable: "不可达",
  "too-big": "报文过大",
  error: "出错",
};

const httpEndings: Readonly<Record<string, string>> = {
  "no-answer": "没有应答",
  timeout: "超时",
  closed: "未应答即关闭",
  "no-status-line": "没有 HTTP 状态行",
};

function bracketed(because: string | null): string {
  return because === null ? "" : `（${because}）`;
}

export const hostSentences: Sentences<typeof hostReasons> = {
  NONE: () => "（无）",
  ANY_OF: ({ values }) => values.join(" 或 "),

  SWITCH_ZONE_FULL: ({ zone, port }) =>
    `ovs-vswitchd，${port === null ? "" : `${port} 的`}区域 ${zone}`,
  SWITCH_REFUSED: ({ count }) => `探测期间 ovs-vswitchd 拒绝了 ${count} 个连接`,
  KERNEL_DROPPED: ({ pod, count }) =>
    `探测期间${pod === null ? "" : ` Pod ${pod} 的`}内核连接跟踪表丢弃了 ${count} 个报文`,
  RULE_DROPS: ({ rule, verdict, hook, grown, counter }) => {
    const counted =
      grown !== null
        ? `，探测期间计数 ${grown} 个报文`
        : counter !== null
          ? `，其计数为 ${counter} 个报文`
          : "";
    return `${rule}（在 ${hook} 钩子处${verdicts[verdict] ?? ` ${verdict}`}${counted}）`;
  },
  HW_OFFLOAD_ON: () => "其 Open vSwitch 启用了 hw-offload",
  ANSWERED_UNSEEN_AT: ({ points }, say) => `在 ${say.list(points)} 没有看到已得到应答的报文`,
  WAY_BACK: (args) => `其回程接口为 ${args.interface}`,
  IN_POD: ({ pod }) => `Pod ${pod} 中`,
  ON_NODE: (args) =>
    args.interface === null ? `节点 ${args.node} 上` : `节点 ${args.node} 的 ${args.interface} 上`,
  NOT_THE_WAY_BACK: () => "其应答会从另一个接口发出",
  COUNTED_BY_KERNEL: () => "内核计数器有增长",
  ROUTED_OUT: (args) => {
    const via = args.gateway === null ? "" : ` via ${args.gateway}`;
    const table = args.table === null ? "" : `（路由表 ${args.table}）`;
    return `${args.interface}${via}${table}`;
  },
  BACK_INTO_OVN: () => "该路由又回到 OVN",
  WITHOUT_CARRIER: (args) => `${args.interface} 处于 down 状态或没有载波`,
  DEFAULT_BY_OTHER: ({ others }, say) => `其默认路由经由 ${say.list(others)}`,
  NOBODY_ANSWERS: (args) => `${args.interface} 上没有设备应答 ${args.address}`,
  ROUTERS_ON_WAY: ({ count }) => (count === 1 ? "OVN 的路由器" : `${count} 个 OVN 路由器`),
  NODE_ON_WAY: ({ node }) => `OVN 的路由器以及负责转发的节点 ${node}`,
  NO_MAIN_ROUTE: () => "其主路由表中没有通往该处的路由",
  ITS_NIC: () => "其网卡",
  CONNECTION_REFUSED: () => "连接被拒绝",

  NODE_CONDITION: ({ status, because }) =>
    `其 Ready 状况${status === null ? "未设置" : `为 ${status}`}${bracketed(because)}`,
  NODE_NETWORK_UNAVAILABLE: ({ because }) => `其网络不可用（${because}）`,
  PROBE_ASKS: ({ by, port, path }) => {
    if (by === "command") return "该探针在容器内执行命令，不发送报文";
    const where = port === null ? "容器未定义的端口" : `端口 ${port}`;
    return `以 ${by} 访问${where}${path === null ? "" : `，路径 ${path}`}`;
  },
  CONTAINER_NOT_READY: ({ name, because, restarts }) =>
    `容器 ${name}：${because ?? "未就绪"}${restarts > 0 ? `，重启 ${restarts} 次` : ""}`,
  POD_CONDITION_NOT_READY: () => "其 Ready 状况不为真",
  POD_DELETED: () => "已被删除",
  POD_BEING_DELETED: () => "正在删除",
  POD_INTERFACE_PENDING: () => "已有地址，但其接口尚未配置",
  POD_UNSCHEDULED: ({ phase, because }) => `阶段 ${phase}，未调度到任何节点${bracketed(because)}`,
  POD_PHASE: ({ phase, because }) => `阶段 ${phase}${bracketed(because)}`,

  DUPLICATE_ADDRESS: () => "重复地址检测（DAD）发现该地址已被占用",
  TENTATIVE_ADDRESS: () => "重复地址检测（DAD）尚未结束",
  LISTENS_ON: ({ addresses }, say) => `它监听 ${say.list(addresses)}`,
  LISTENS_ONLY_ON: ({ addresses }, say) => `它只监听 ${say.list(addresses)}`,
  LISTENS_ON_NOTHING: ({ protocol }) => `它没有监听任何 ${protocol} 端口`,
  CONNECTED_UNANSWERED: () => "连接已建立，但发送的数据没有应答",
  ROUTE_TO_ITSELF: () => "它指向自身",
  QUEUE_FULL: ({ protocol, counter }) => `${queues[protocol] ?? `${protocol} 队列`}，${counter}`,
  ATTEMPT_ENDED: ({ outcome }) => outcomes[outcome] ?? `结果为 ${outcome}`,
  HTTP_ENDED: ({ how }) => httpEndings[how] ?? `出错 ${how}`,
  POD_INTERFACE: (args) => `Pod ${args.pod} 的 ${args.interface}`,

  POD_RATE_LIMIT: ({ annotation, value, pod, interface: name, kind, counted }, say) =>
    `${pod} 的 ${annotation} 为 ${value} Mbit/s，由 ${name} 上的 ${kind} 执行` +
    `${counted === null ? "" : `，期间${say(counted)}`}`,
  SHAPER_COUNTED: ({ over, waiting, dropped }) =>
    `令报文排队 ${over} 次，仍有 ${waiting} 个在排队，丢弃 ${dropped} 个`,
  POLICER_COUNTED: ({ dropped }) => `丢弃 ${dropped} 个`,
  POD_EMULATION: ({ prefix, pod, interface: name, latencyMs, jitterMs, loss, limit }) =>
    `${pod} 设置了 ${[
      ...(latencyMs > 0 ? [`${prefix}/latency ${latencyMs} ms`] : []),
      ...(jitterMs > 0 ? [`${prefix}/jitter ${jitterMs} ms`] : []),
      ...(loss > 0 ? [`${prefix}/loss ${loss} %`] : []),
      ...(limit > 0 ? [`${prefix}/limit ${limit} 个报文`] : []),
    ].join("、")}，由 ${name} 上的 linux-netem 执行`,
  RELEASE_BY_IMAGE: ({ pod }) => `${pod} 的镜像`,
  RELEASE_BY_NORTHBOUND: () => "NB_Global 的 external_ids",
  RELEASE_BY_ROWS: () => "只有较新版本的 Kube-OVN 才会写入北向库的记录",
  RELEASE_UNKNOWN: () => "没有 Kube-OVN 的 Pod，北向数据库也没有记录",
  IN_NO_SUBNET: () => "不在任何子网中",
  SUBNET_UNKNOWN: ({ subnet }) => `未知的 Subnet ${subnet}`,
};
