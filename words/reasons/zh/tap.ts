import type { tapReasons } from "../../../proto/reasons/areas/tap.ts";
import type { Sentences } from "../sentences.ts";

export const tapSentences: Sentences<typeof tapReasons> = {
  BAD_FILTER: ({ words }) => `无法使用该抓包过滤器：${words}`,
  LINK_TYPE_UNSUPPORTED: ({ words }) => `无法开始抓包：${words}`,
  TAP_NOT_STARTED: ({ words }) => `无法开始抓包：${words ?? "tcpdump 没有开始监听"}`,
  SNAP_LENGTH_OUT_OF_RANGE: ({ snapLength, min, max }) =>
    `无法开始抓包：截取长度为 ${snapLength}，应为 ${min} 到 ${max}`,
  FILTER_TOO_LONG: ({ bytes, maxBytes }) =>
    `无法开始抓包：过滤器为 ${bytes} 字节，上限为 ${maxBytes}`,
  FILTER_WITH_NUL: () => "无法开始抓包：过滤器中有 NUL",

  NO_TAP_REPORT: () => "没有收到抓包的结束报告",
  TAP_STATISTICS_UNKNOWN: () => "tcpdump 的统计未知",
  TAP_KERNEL_DROPPED: ({ count }) => `内核丢弃了 ${count} 个报文`,
  TAP_INTERFACES_DROPPED: ({ count }) => `接口丢弃了 ${count} 个报文`,
  TAP_AGENT_LOST: ({ count }) => `agent 丢失了 ${count} 条记录`,
  TAP_ARRIVED_LESS: ({ sent, arrived }) => `发送了 ${sent} 条记录，到达 ${arrived} 条`,
  TAP_OVER_LIMIT: ({ count }) => `有 ${count} 条记录超过上限，未予保留`,
  TAP_UNREADABLE: ({ why }, say) => `无法读取记录：${say(why)}`,
  RECORDS_MISCOUNTED: ({ told, held }) => `各批次声明 ${told} 条记录，实有 ${held} 条`,
  TAP_ENDED: ({ how, detail }) => `抓包以“${how}”结束${detail === null ? "" : `：${detail}`}`,
};
