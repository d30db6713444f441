import type { openflowReasons } from "../../../proto/reasons/areas/openflow.ts";
import type { Sentences } from "../sentences.ts";

export const openflowSentences: Sentences<typeof openflowReasons> = {
  NO_CONTROL_SOCKET: ({ folder, found }) =>
    `无法询问 ovs-vswitchd：${folder} 中有 ${found} 个控制套接字，应为一个；` +
    "请检查 Open vSwitch 是否在运行",
  DUMP_FAILED: ({ bridge, why }, say) => `无法导出 ${bridge} 的流表项：${say(why)}`,
  DUMP_CUT: ({ bridge, flows }) => `无法导出 ${bridge} 的流表项：在第 ${flows} 条之后被截断`,
  DUMP_TOO_LARGE: ({ bridge, maxBytes }) => `无法导出 ${bridge} 的流表项：超过 ${maxBytes} 字节`,
  TRACE_FAILED: ({ bridge, why }, say) => `无法在 ${bridge} 上跟踪：${say(why)}`,
};
