import type { coverageReasons } from "../../../proto/reasons/areas/coverage.ts";
import type { Sentences } from "../sentences.ts";

const series: Readonly<Record<string, string>> = {
  asked: "可达性：探测",
  learning: "会话保持：探测",
  survey: "丢失：丢包调查",
  large: "大报文：探测",
  sweep: "能通过的最大报文：探测",
};

const statuses: Readonly<Record<string, string>> = { away: "离线", failed: "失败" };

const absence = "未看到报文不能作为依据";

export const coverageSentences: Sentences<typeof coverageReasons> = {
  AGENT_NOT_OK: ({ node, status, why }, say) =>
    `节点 ${node} 的 agent ${statuses[status] ?? status}${why === null ? "" : `：${say(why)}`}`,
  SENT_UNKNOWN: () => "源端发出了什么：没有收到探测的报告",
  ANSWERS_UNATTRIBUTED: ({ why }, say) => `由谁应答：${say(why)}`,
  ANSWERS_AFTER_WAIT: ({ count }) => `时延分布：有 ${count} 个应答在探测停止等待后才到达`,
  POINT_BLIND: ({ point, node, why }, say) => `节点 ${node} 的 ${point}：${say(why)}`,
  POINT_UNRECOGNISED: ({ point, node, count }) =>
    `节点 ${node} 的 ${point}：报文在此已经过 NAT，有 ${count} 次交互的报文无法与其他报文区分：${absence}`,
  TAP_LOST: ({ node, count }) => `节点 ${node} 的抓包丢失 ${count} 个报文：${absence}`,
  TAP_UNDELIVERED: ({ node }) => `节点 ${node} 的抓包结果未能完整送达：${absence}`,
  TAP_OFFLOADED: ({ node }) => `节点 ${node} 的抓包看不到被卸载的报文：${absence}`,
  ANSWERED_UNSEEN: ({ point }) => `${point}：此处没有看到已得到应答的报文`,
  NO_TRAFFIC: ({ protocol, port, source, destination }) =>
    `流量：观测期间未见从 ${source} 到 ${destination} 的 ${protocol}` +
    `${port === null ? "" : ` 端口 ${port}`} 报文；请发送一些，或去掉 --passive`,
  SERIES_UNREPORTED: (args, say) =>
    `${series[args.series] ?? `${args.series} `}没有报告（${say(args.why)}）`,
  ITEM_FAILED: ({ item, node, why }, say) =>
    `${node === null ? "" : `节点 ${node} 的 `}${item}：${say(why)}`,
  NOT_REACHED_IN_TIME: ({ items }) => `时间用尽，尚未查看：${items.join("、")}`,
  STAGE_UNKNOWN: ({ why }, say) => `阶段：${say(why)}`,
};
