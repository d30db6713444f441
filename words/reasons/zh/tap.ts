import type { tapReasons } from "../../../proto/reasons/tap.ts";
import type { Sentences } from "../sentences.ts";

export const tapSentences: Sentences<typeof tapReasons> = {
  NO_TAP_REPORT: () => "没有收到抓包的结束报告",
  TAP_STATISTICS_UNKNOWN: () => "tcpdump 的统计未知",
  TAP_KERNEL_DROPPED: ({ count }) => `内核丢弃了 ${count} 个报文`,
  TAP_INTERFACES_DROPPED: ({ count }) => `接口丢弃了 ${count} 个报文`,
  TAP_AGENT_LOST: ({ count }) => `代理丢失了 ${count} 条记录`,
  TAP_ARRIVED_LESS: ({ sent, arrived }) => `发送了 ${sent} 条记录，到达 ${arrived} 条`,
  TAP_OVER_LIMIT: ({ count }) => `有 ${count} 条记录超过上限，未予保留`,
  TAP_UNREADABLE: ({ why }, say) => `无法读取记录：${say(why)}`,
  RECORDS_MISCOUNTED: ({ told, held }) => `各批次声明 ${told} 条记录，实有 ${held} 条`,
  TAP_ENDED: ({ how, detail }) => `抓包以“${how}”结束${detail === null ? "" : `：${detail}`}`,
};
