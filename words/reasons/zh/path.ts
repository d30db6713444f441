import type { pathReasons } from "../../../proto/reasons/areas/path.ts";
import type { Sentences } from "../sentences.ts";

export const pathSentences: Sentences<typeof pathReasons> = {
  PROBE_SILENT: () => "探测没有报告",
  NO_TAP: ({ node, why }, say) => `节点 ${node} 没有抓包：${say(why)}`,
  TAP_NOT_LISTENING: ({ node }) => `节点 ${node} 的抓包没有覆盖整个过程`,
  VETH_UNKNOWN: ({ name, why }, say) => `${name} 的 veth 未知：${say(why)}`,
  NO_HOST_VETH: ({ name }) => `没有主机接口与 ${name} 相连`,
  NODE_PORT_UNKNOWN: ({ why }, say) => `节点在 br-int 上的端口未知：${say(why)}`,
  NO_NODE_PORT: () => "节点在 br-int 上没有端口",
  NO_NODE_INTERFACE: ({ name }) => `节点没有接口 ${name}`,
  NIC_UNKNOWN: ({ why }, say) => `不清楚报文从哪个网卡离开：${say(why)}`,
  ROUTE_WITHOUT_DEVICE: () => "节点到该地址的路由没有给出接口",
  LEAVES_UNSEEN: () => "br-int 将报文转发给了未被观测的下一跳",
  BRIDGE_UNKNOWN: ({ why }, say) => `br-int 的行为未知：${say(why)}`,
  MASQUERADE_UNKNOWN: ({ why }, say) => `不清楚节点是否应做 SNAT：${say(why)}`,
  NO_SEGMENT: () => "路径上没有剩余的区段",
  STAGES_POSSIBLE: ({ stages }) =>
    `中间的观测点无法观测，因此可能是 ${stages.map(named).join("或 ")}`,
  PACKETS_UNTOLD: ({ count }) => `探测没有报告 ${count} 个报文的结果，不清楚它们停在何处`,
  LOCAL_PORT_NOT_FOUND: () => "在 Pod 所在节点上未找到其接口",
  ANSWERER_UNKNOWN: ({ address, name }) =>
    `多个逻辑端口都有 ${address}，无法观测应答的是 ${name} 还是其他端口`,
  ANSWERER_UNSEEN: ({ address, name }) =>
    `无法观测应答的是 ${name}，还是途中同样持有 ${address} 的其他一方`,
  ANSWERED_BY_NODE: ({ address, node, interface: name }) =>
    `节点 ${node} 自身的 ${name} 上配置了 ${address}`,
  ANSWERED_BY_PORTS: ({ address, ports }, say) =>
    `OVN 将发往 ${address} 的报文送到 ${say.list(ports)}`,
  ANSWERED_BY_RULE: ({ rule }) => `防火墙规则将其重定向：${rule}`,
  ANSWERED_BY_MACS: ({ address, macs }, say) => `${address} 的应答来自 MAC 地址 ${say.list(macs)}`,
  ANSWERED_ELSEWHERE: ({ address, name }) => `${address} 有应答，但并非来自 ${name}`,
  VSWITCHD_NOT_LOOKED_AT: () => "未检查 ovs-vswitchd",
  CONTROLLER_UNKNOWN: () => "ovn-controller 的状态未知",
  NO_TUNNEL_ADDRESS: () => "该 chassis 没有隧道地址",
};

const directions: Readonly<Record<string, string>> = { request: "请求", reply: "应答" };

/** "source-bridge/request" */
function named(stage: string): string {
  const [name = "", direction = ""] = stage.split("/");
  return `${name}（${directions[direction] ?? direction}）`;
}
