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
  AGGREGATOR_NOT_FOUND: ({ namespaces }, say) =>
    `找不到 aggregator：命名空间 ${say.list(namespaces)} 中没有带有其标签的 Pod；` +
    "请指定 --aggregator-namespace，或用 -A 查找所有命名空间",
  AGGREGATORS_SEVERAL: ({ namespaces }, say) =>
    `无法选择 aggregator：${say.list(namespaces)} 中各有一个；请指定 --aggregator-namespace`,
  PODS_NOT_LISTED: ({ namespace, status, detail }) =>
    `找不到 aggregator：API server 未列出命名空间 ${namespace} 的 Pod` +
    `（状态 ${status}）${detail && `：${detail}`}`,
  CA_NOT_READ: ({ configMap, status, detail }) =>
    `无法从 ConfigMap ${configMap} 读取 aggregator 的 CA` +
    `（状态 ${status}）${detail && `：${detail}`}；请指定 --ca`,
  CA_NOT_NOTED: ({ pod }) =>
    `无法信任 Pod ${pod} 的 aggregator：它需要 TLS，但其 CA 未知；` +
    "请指定 --ca，或设置 chart 的 certificates.caConfigMapName",
  TOKEN_NOT_MADE: ({ account, status, detail }) =>
    `无法获得 ServiceAccount ${account} 的 token（状态 ${status}）${detail && `：${detail}`}`,
  SERVICE_ACCOUNT_MALFORMED: ({ text }) =>
    `无法使用 ServiceAccount “${text}”：应为 NAMESPACE/NAME 或 NAME`,
  KUBECONFIG_UNUSABLE: ({ why }, say) => `无法使用 kubeconfig：${say(why)}`,
  CONTEXT_UNKNOWN: ({ name, known }, say) =>
    `无法使用上下文 ${name}：kubeconfig 中有 ${say.list(known)}`,
  CLUSTER_UNREACHABLE: ({ server, why }, say) => `无法连接 API server ${server}：${say(why)}`,
  PORT_FORWARD_FAILED: ({ pod, why }, say) =>
    `无法通过到 Pod ${pod} 的端口转发连接 aggregator：${say(why)}`,
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
