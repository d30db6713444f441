import type { endpointReasons } from "../../../proto/reasons/areas/endpoints.ts";
import type { Sentences } from "../sentences.ts";

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? "" : `，是否指 ${suggestions.join(" 或 ")}？`;
}

export const endpointSentences: Sentences<typeof endpointReasons> = {
  POD_NOT_FOUND: ({ namespace, name, suggestions }) =>
    `找不到 Pod ${namespace}/${name}${didYouMean(suggestions)}`,
  SERVICE_NOT_FOUND: ({ namespace, name, suggestions }) =>
    `找不到 Service ${namespace}/${name}${didYouMean(suggestions)}`,
  NODE_NOT_FOUND: ({ name, suggestions }) => `找不到节点 ${name}${didYouMean(suggestions)}`,
  INVENTORY_NOT_READY: ({ reference, why }, say) => `无法判断 ${reference} 是什么：${say(why)}`,
  INTERFACE_NOT_FOUND: ({ interface: name, pod, has }, say) =>
    `无法使用 Pod ${pod} 的接口 ${name}：它有 ${say.list(has)}`,
  IP_UNKNOWN: ({ ip, owner }, say) => `无法解析 ${ip}：它属于${say(owner)}，但没有对象使用该地址`,
  IP_AMBIGUOUS: ({ ip, candidates }, say) =>
    `无法解析 ${ip}：Pod ${say.list(candidates)} 都有该地址，请指明其一`,
  ENDPOINT_NOT_SUPPORTED: ({ reference }) =>
    `无法以 ${reference} 为源：主机名只能作为目的，请指定 NS/POD 或地址`,
  ENDPOINT_MALFORMED: ({ reference }) =>
    `无法理解“${reference}”：应为 NS/POD、pod/NAME、svc/NAME、node/NAME 或地址`,
  HOST_NOT_FOUND: ({ host, why }, say) =>
    `无法解析 ${host}：${say(why)}，也没有同名的 Service；` +
    "请指定 Pod 内可解析的名称、NAME.NAMESPACE.svc 或地址",
  RANGE_OF_SERVICES: () => "Service 网段",
  SOURCE_IS_NO_POD: () => "源不是 Pod；请指定地址、Pod 或 Service",
  RESOLVER_NOT_ASKED: ({ pod, why }, say) =>
    `未查询 ${pod} 的 DNS 解析器${why === null ? "" : `（${say(why)}）`}`,
  RESOLVER_SAYS: ({ pod, servers, answers }, say) =>
    `${pod} 的 DNS 解析器（${say.list(servers)}）答复 ${say.list(answers)}`,
  RESOLVED_TO_OTHER_FAMILY: ({ pod, addresses }, say) =>
    `它的地址为 ${say.list(addresses)}，而 ${pod} 没有相应的 IP 版本`,
};
