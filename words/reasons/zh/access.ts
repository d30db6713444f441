import type { accessReasons } from "../../../proto/reasons/areas/access.ts";
import type { Sentences } from "../sentences.ts";

export const accessSentences: Sentences<typeof accessReasons> = {
  NOT_PERMITTED: ({ user, missing, commands }, say) =>
    `无权限：用户 ${user} 不能 ${say.all(missing)}；请申请允许此操作的角色。` +
    `可用以下命令查看：${commands.join("；")}`,
  RIGHT_IN_NAMESPACE: ({ verb, resource, namespace }) =>
    `在命名空间 ${namespace} 中 ${verb} ${resource}`,
  RIGHT_CLUSTER_WIDE: ({ verb, resource }) => `在集群范围内 ${verb} ${resource}`,
  NOT_AUTHENTICATED: ({ why }, say) => `无权限，因为无法确认请求者身份：${say(why)}`,
  NO_CREDENTIALS: () => "请求既未携带 Bearer 令牌，也没有受信任的客户端证书",
  AUTHORIZATION_MALFORMED: () => "authorization 头应为唯一一个“Bearer TOKEN”",
  TOKEN_REFUSED: ({ audience, said }) =>
    `API server 不接受该令牌用于受众 ${audience}${said === "" ? "" : `：${said}`}`,
  TOKEN_OF_OTHER_AUDIENCE: ({ audience }) => `该令牌的受众不是 ${audience}`,
  CERTIFICATE_NAMES_NOBODY: () => "客户端证书没有唯一的通用名称（CN）",
  CERTIFICATE_EXPIRED: ({ at }) => `客户端证书已于 ${at} 过期`,
  ACCESS_UNDECIDED: ({ why }, say) => `已拒绝，因为无法判断是否允许：${say(why)}`,
  ACCESS_WITHOUT_API: () =>
    "aggregator 读取的是清单目录，没有 API server 可用于核实经 TCP 的请求者；请使用其 unix socket",
  CASE_NOT_PERMITTED: () =>
    "其中含有整个节点的信息，只提供给可在集群范围内 create diagnoses.tapline.io 的用户",

  AGENT_REFUSED: ({ node, why }, say) => `该 agent 不能代表节点 ${node}：${say(why)}`,
  AGENT_OF_OTHER_NODE: ({ proven }) => `其证书或令牌属于节点 ${proven}`,
  CERTIFICATE_NAMES_NO_NODE: ({ wanted }) => `其证书没有唯一一个形如 ${wanted} 的备用名称（SAN）`,
  TOKEN_NAMES_NO_NODE: ({ user }) =>
    `${user} 的令牌未绑定到任何节点；应使用 kubelet 投射到 Pod 中的令牌（Kubernetes 1.30 及以上）`,
};
