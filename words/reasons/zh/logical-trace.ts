import type { logicalTraceReasons } from "../../../proto/reasons/areas/logical-trace.ts";
import type { Sentences } from "../sentences.ts";

export const logicalTraceSentences: Sentences<typeof logicalTraceReasons> = {
  BAD_MICROFLOW: ({ field, value }) =>
    `无法跟踪 ${field} 为 ${JSON.stringify(value)} 的报文：该值在此处无效`,
  UNKNOWN_DATAPATH: ({ datapath, database }) =>
    `无法跟踪经过 ${datapath} 的报文：${database} 中没有该 datapath`,
  UNKNOWN_PORT: ({ port, datapath }) =>
    `无法从 ${port} 开始跟踪：${datapath} 上没有该端口，Pod 是否已被删除？`,
  SOUTHBOUND_STILL_READ: () => "ovn-trace 未能及时读完南向数据库",
  TOOL_FAILED: ({ datapath, why }, say) => `无法跟踪经过 ${datapath} 的报文：${say(why)}`,
};
