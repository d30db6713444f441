import type { progressReasons } from "../../../proto/reasons/areas/progress.ts";
import type { Sentences } from "../sentences.ts";

export const progressSentences: Sentences<typeof progressReasons> = {
  EXAMINING_INSTALLATION: () => "正在检查安装",
  RESOLVING_ENDS: ({ source, destination }) => `正在解析 ${source} 和 ${destination}`,
  WAITING_FOR_OTHERS: () => "正在等待其他诊断结束",
  COLLECTING: () => "正在读取数据库、端口和状态",
  SENDING_PROBES: () => "正在发送探测报文",
  PROBING_SERVICE: () => "正在向 Service 发送探测报文",
  SEEKING_LARGEST: () => "正在查找能通过的最大报文",
  WATCHING: () => "正在观测",
  COMPARING_ENDS: () => "正在比较两端",
  TRACING: ({ source, destination }) => `正在跟踪 ${source} → ${destination}`,
  READING_FLOWS: ({ target }) => `正在读取 ${target} 的流表项`,
  ATTEMPT_OF: ({ attempt, times, what }, say) => `第 ${attempt}/${times} 次  ${say(what)}`,
  CASE_LEFT_OUT: ({ bytes, limitBytes }) =>
    `未附上案例文件：加上它共 ${bytes} 字节，上限为 ${limitBytes}`,
};
