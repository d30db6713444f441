import type { logicalTraceReasons, openflowReasons } from "../../../proto/reasons/areas/traces.ts";
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

export const openflowSentences: Sentences<typeof openflowReasons> = {
  NO_CONTROL_SOCKET: ({ folder, found }) =>
    `无法询问 ovs-vswitchd：${folder} 中有 ${found} 个控制套接字，应为一个；` +
    "请检查 Open vSwitch 是否在运行",
  DUMP_FAILED: ({ bridge, why }, say) => `无法导出 ${bridge} 的流表项：${say(why)}`,
  DUMP_CUT: ({ bridge, flows }) => `无法导出 ${bridge} 的流表项：在第 ${flows} 条之后被截断`,
  DUMP_TOO_LARGE: ({ bridge, maxBytes }) => `无法导出 ${bridge} 的流表项：超过 ${maxBytes} 字节`,
  TRACE_FAILED: ({ bridge, why }, say) => `无法在 ${bridge} 上跟踪：${say(why)}`,
};
