import type { generalReasons } from "../../../proto/reasons/areas/general.ts";
import type { Sentences } from "../sentences.ts";

export const generalSentences: Sentences<typeof generalReasons> = {
  SAID: ({ text }) => text,
  ALL_OF: ({ reasons }, say) => say.all(reasons),
  NOT_LOOKED_AT: () => "未作检查",
  COULD_NOT_LOOK: () => "无法检查",
  DEFECT: () => "无法回答：tapline 自身的缺陷，详见 aggregator 日志",
  TIMED_OUT: ({ afterMs }) => `${afterMs} 毫秒内没有应答`,
  CANCELLED: () => "已取消",
  PROGRAM_MISSING: ({ program }) => `未安装 ${program}`,
  PROGRAM_FAILED: ({ program, asked, status, said }) =>
    `“${program} ${asked}”失败，状态 ${status}${said === "" ? "" : `：${said}`}`,
  PROGRAM_TIMED_OUT: ({ program, afterMs }) => `${program} 在 ${afterMs} 毫秒内没有结束`,
  PROGRAM_SAID_TOO_MUCH: ({ program, limitBytes }) => `${program} 的输出超过 ${limitBytes} 字节`,
};
