import type { planReasons } from "../../../proto/reasons/areas/plan.ts";
import type { Sentences } from "../sentences.ts";

export const planSentences: Sentences<typeof planReasons> = {
  SAME_ENDPOINT: ({ name }) => `无法诊断 ${name} 到其自身：请指定两个不同的端点`,
  SOURCE_NOT_SUPPORTED: ({ kind, name }) =>
    `无法从 ${kind} ${name} 开始诊断：请指定 Pod，或以 node/NAME 指定节点`,
  NEVER_LEAVES_NODE: ({ source, destination, node }) =>
    `无法诊断 ${source} 到 ${destination}：二者之间的报文不会离开节点 ${node}；` +
    "请指定使用容器网络的 Pod，或另一个节点",
  NODE_CANNOT_REACH_VPC: ({ node, pod, vpc }) =>
    `无法诊断 ${node} 到 ${pod}：节点只有到默认 VPC 的路由，而该 Pod 属于 VPC ${vpc ?? "?"}；` +
    "请以该 VPC 中的 Pod 为源",
  NODE_ANSWERED_THROUGH_OVN: ({ node, pod, subnet }) =>
    `无法诊断 ${node} 到 ${pod}：Underlay 子网 ${subnet} 中 Pod 的应答经 OVN 从另一条路径返回；` +
    "请以 Pod 为源，或诊断该 Pod 到节点的路径",
  NODE_INTERFACE_NOT_CHOSEN: ({ node }) =>
    `无法选择节点 ${node} 的接口：由其路由决定；请去掉 --interface`,
  PASSES_NO_BRIDGE: ({ source, destination }) =>
    `无法跟踪 ${source} 到 ${destination}：二者之间的报文经节点自身的网络传输，不经过 OVN；` +
    "请使用 tapline diagnose",
  ROUTERS_OWN_ADDRESS: ({ source, address, router }) =>
    `无法诊断 ${source} 到 ${address}：该地址属于逻辑路由器 ${router ?? "?"}，或由其做地址转换；` +
    "请改为指定其后端 Pod，或从其他 VPC 发起诊断",
  POD_NETWORK_NOT_READY: ({ namespace, name, why }, say) =>
    `无法诊断 Pod ${namespace}/${name}：${say(why)}；` +
    `请查看 kubectl describe pod -n ${namespace} ${name} 中的事件`,
  POD_ON_NO_NODE: () => "它未调度到任何节点",
  POD_WITHOUT_ADDRESS: () => "未分配地址",
  NO_PORT: ({ protocol }) => `无法选择 ${protocol} 端口：请加 --port N`,
  SERVICE_PORT_NOT_CHOSEN: ({ service, protocol, has }, say) =>
    `无法选择 Service ${service} 的${protocol === null ? "" : ` ${protocol} `}端口：` +
    `${has.length === 0 ? "它没有端口" : `它有 ${say.list(has)}`}；请用 --port N 指定`,
  SERVICE_ICMP_NOT_SUPPORTED: ({ service }) =>
    `无法以 icmp 诊断 Service ${service}：它只有端口，请用 --protocol tcp 或 udp`,
  SERVICE_HEADLESS_NOT_SUPPORTED: ({ service }) =>
    `无法诊断 Service ${service}：它是 headless，请指定其某个 Pod`,
  SERVICE_ALIAS_NOT_SUPPORTED: ({ service }) =>
    `无法诊断 Service ${service}：它是主机名的别名，请指定该主机名`,
  NO_COMMON_FAMILY: ({ source, sourceIps, destination, destinationIps, family }, say) =>
    `无法诊断 ${source}（${say.list(sourceIps)}）到 ` +
    `${destination}（${say.list(destinationIps)}）：` +
    (family === null ? "两端没有共同的 IP 版本" : `两端并非都有 IPv${family}`),
  FAMILY_NOT_DIAGNOSED: ({ family, end }) =>
    `IPv${family}：未诊断，${end === "source" ? "源端" : "目的端"}没有 IPv${family} 地址`,
};
