import type { requestReasons } from "../../../proto/reasons/areas/request.ts";
import type { Sentences } from "../sentences.ts";

const limited = new Map([
  ["diagnoses", "诊断"],
  ["traces", "跟踪"],
  ["flow-dumps", "流表读取"],
  ["doctors", "安装检查"],
]);

export const requestSentences: Sentences<typeof requestReasons> = {
  REQUEST_OVER_TIME: () => "未能在时限内完成：请调大 --timeout",
  INVALID_REQUEST: ({ problems }, say) => `无法接受请求：${say.all(problems)}`,
  ENDPOINT_MISSING: ({ field }) =>
    `缺少 ${field}，应为 NAMESPACE/POD、pod/NAME、svc/NAME、node/NAME 或地址`,
  NAME_MALFORMED: ({ field }) => `${field} 含有空白或名称中不允许的字符`,
  NAMESPACE_MALFORMED: ({ field }) => `${field} 不是合法的命名空间名称（RFC 1123）`,
  INTERFACE_MALFORMED: ({ field }) => `${field} 不是合法的接口名称`,
  HTTP_PATH_MALFORMED: ({ field }) => `${field} 不是合法的路径，应以 / 开头`,
  PROTOCOL_NOT_KNOWN: ({ field, known }, say) => `${field} 未知，应为 ${say.list(known)}`,
  NO_IP_VERSION: ({ field }) => `${field} 不是 IP 版本，应为 4 或 6`,
  ICMP_HAS_NO_PORTS: ({ port }) => `icmp 没有端口，不能指定端口 ${port}；请用协议 tcp 或 udp`,
  HTTP_GOES_OVER_TCP: ({ protocol }) => `httpPath 不能用于 ${protocol}，应为 tcp`,
  FIELD_TOO_LONG: ({ field, limit }) => `${field} 超过 ${limit} 个字符`,
  FIELD_TOO_SMALL: ({ field, least }) => `${field} 小于 ${least}`,
  FIELD_TOO_LARGE: ({ field, most }) => `${field} 大于 ${most}`,
  FIELD_MALFORMED: ({ field, said }) => `${field} 格式不符：${said}`,
  TOO_MANY_REQUESTS: ({ what, limit }) =>
    `无法开始：已有 ${limit} 个${limited.get(what) ?? "请求"}在运行，达到上限；请稍后再试`,
  NOT_ON_A_NODE: ({ target, why }, say) => `无法显示“${target}”的流表项：${say(why)}`,
  SERVICE_ON_EVERY_NODE: () => "Service 存在于每个节点，请指定其中一个节点",
  OUTSIDE_THE_CLUSTER: () => "它在集群之外",
};
