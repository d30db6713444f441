import type { commandLineReasons } from "../../../proto/reasons/areas/command-line.ts";
import type { Sentences } from "../sentences.ts";

const documents: Readonly<Record<string, string>> = {
  verdict: "结论",
  trace: "跟踪",
};

export const commandLineSentences: Sentences<typeof commandLineReasons> = {
  PORT_MALFORMED: ({ text }) => `无法使用端口 ${text}：应为 1 到 65535 的整数`,
  PORT_WITHOUT_TRANSPORT: ({ port }) =>
    `无法使用端口 ${port}：icmp 没有端口，请用 --protocol tcp 或 udp`,
  PROTOCOL_UNKNOWN: ({ name, known }, say) => `无法使用协议 ${name}：应为 ${say.list(known)}`,
  MAC_NOT_WANTED: ({ mac }) => `无法使用 MAC 地址 ${mac}：tapline 会自行查找，请省略`,
  HTTP_NEEDS_TCP: ({ protocol }) =>
    `无法通过 ${protocol} 发送 HTTP 请求：请去掉 --protocol 或使用 tcp`,
  GIVEN_TWICE: ({ what, first, second }) =>
    `无法选择 ${what}：同时给出了 ${first} 和 --${what} ${second}`,
  FILE_UNREADABLE: ({ file, why }, say) => `无法读取 ${file}：${say(why)}`,
  NO_TOKEN_IN: ({ where }) => `无法使用 ${where}：其中没有 Bearer 令牌`,
  TOKEN_IN_THE_CLEAR: ({ address }) =>
    `不能以明文向 ${address} 发送令牌：请给出 --ca，或使用 port-forward 的地址`,
  CERTIFICATE_HALF: () => "证书与私钥须同时给出：需要 --cert 和 --key",
  CERTIFICATES_UNUSABLE: ({ why }, say) => `无法使用证书：${say(why)}`,
  NO_CASE_CAME: () => "aggregator 没有发送",
  AGGREGATOR_ADDRESS_MALFORMED: ({ address }) =>
    `无法使用 aggregator 地址 ${address}：应为 host:port 或 unix:/path`,
  NO_AGGREGATOR: ({ address, why }, say) =>
    `无法连接 aggregator ${address}：${say(why)}；它是否在运行？` +
    "请指定 --address 或设置 TAPLINE_AGGREGATOR",
  PERHAPS_TLS: ({ why }, say) => `${say(why)}（如需 TLS，请给出 --ca）`,
  AGGREGATOR_SLOW: ({ address }) => `aggregator ${address} 未及时应答`,
  NOT_FOR_CALLERS: ({ address }) =>
    `无法使用 ${address}：它不是该版本的 tapline aggregator，或者是供 agent 连接的监听地址`,
  NO_VERDICT: () => "aggregator 结束了诊断但没有给出结论",
  DOCUMENT_UNREADABLE: ({ what, why }, say) => `无法读取${documents[what] ?? what}：${say(why)}`,
  SAVE_FOLDER_UNUSABLE: ({ path }) => `无法保存到 ${path}：目录不存在或不可写`,
  SAVE_FAILED: ({ path, why }, say) => `无法保存到 ${path}：${say(why)}`,
  TOO_MANY_FLOWS_TO_SORT: ({ limit }) =>
    `无法排序流表项：超过 ${limit} 条，请用 --table 或 --match`,
};
