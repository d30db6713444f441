import type { agentReasons } from "../../../proto/reasons/areas/agents.ts";
import type { Sentences } from "../sentences.ts";

export const agentSentences: Sentences<typeof agentReasons> = {
  AGENT_AWAY: ({ node, why }, say) => `节点 ${node} 的 agent 已离线：${say(why)}`,
  AGENT_REPLACED: ({ node }) => `节点 ${node} 的 agent 以新会话取代了此会话`,
  COMMAND_TIMED_OUT: ({ node, command, afterMs }) =>
    `节点 ${node} 的 agent 在 ${afterMs} 毫秒内没有应答“${command}”`,
  COMMAND_CANCELLED: ({ node, command }) => `节点 ${node} 上的“${command}”已取消`,
  COMMAND_UNSUPPORTED: ({ node, command, version }) =>
    `节点 ${node} 的 agent（版本 ${version}）不支持“${command}”，请升级`,
  COMMAND_FAILED: ({ node, command, why }, say) => `节点 ${node} 上的“${command}”失败：${say(why)}`,
  BAD_REPLY: ({ node, command, why }, say) =>
    `节点 ${node} 对“${command}”的应答无法使用：${say(why)}`,
  TOO_MANY_COMMANDS: ({ node, limit }) =>
    `节点 ${node} 的 agent 已在执行 ${limit} 个命令，请稍后再试`,
  SLOW_READER: ({ node, waitedMs }) =>
    `节点 ${node} 的流表项在 ${waitedMs} 毫秒内无人读取，因此被中断`,
  TRANSFER_FAILED: ({ node, command, why }, say) =>
    `节点 ${node} 的“${command}”传输失败：${say(why)}`,
  TOO_MANY_TRANSFERS: ({ limit }) => `已有 ${limit} 个传输在进行（上限），请稍后再试`,
  TRANSFER_NOT_OPENED: ({ afterMs }) => `agent 在 ${afterMs} 毫秒内没有开始传输`,
  TRANSFER_STALLED: ({ forMs }) => `${forMs} 毫秒内没有收到任何内容`,
  TRANSFER_ENDED_EARLY: () => "agent 提前结束了传输",
  TRANSFER_TOO_LARGE: ({ limitBytes }) => `传输超过 ${limitBytes} 字节`,
  TRANSFER_SHORT: ({ sent, arrived }) => `已发送 ${sent}，收到 ${arrived}`,
  SESSION_ENDED: () => "其会话已结束",
  CONNECTION_LOST: () => "其连接已断开",
  STREAM_FAILED: ({ said }) => `其数据流失败：${said}`,
  AGENT_SILENT: ({ forMs }) => `它已静默 ${forMs} 毫秒`,
  AGGREGATOR_STOPPING: () => "aggregator 正在停止",
  PROTOCOL_REFUSED: ({ node, version, speaks, wanted, upgrade }) =>
    `agent（版本 ${version}）使用协议 ${speaks}，应为 ${wanted}：` +
    `请升级${upgrade === "agent" ? `节点 ${node} 的 agent` : " aggregator"}`,
  REPLY_CARRIES: ({ payload }) => `它带的是“${payload}”`,
  REPLY_WITHOUT_ANSWER: () => "它结束时没有应答",
  TAP_NEVER_LISTENED: () => "它在开始监听之前就结束了",
  DUMP_WITHOUT_REPORT: () => "它结束时没有报告",
};
