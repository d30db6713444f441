import type { Phrase } from "./phrase.ts";

/** What is shown while a command runs. */
export const progressPhrases: readonly Phrase[] = [
  ["{n}  {text}", "{n}  {text}"],
  ["resolving {a} and {b}", "正在解析 {a} 和 {b}"],
  ["reading databases, ports and facts", "正在读取数据库、端口和状态"],
  ["waiting for other diagnoses to end", "正在等待其他诊断结束"],
  ["sending probes", "正在发送探测报文"],
  ["watching", "正在观测"],
  ["comparing both ends", "正在比较两端"],
  ["tracing {a}", "正在跟踪 {a}"],
  ["reading the flows of {a}", "正在读取 {a} 的流表项"],
];
