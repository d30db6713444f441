import type { addressReasons } from "../../../proto/reasons/areas/addresses.ts";
import type { Sentences } from "../sentences.ts";

const on = (node: string | null): string => (node === null ? "" : `（位于 ${node}）`);

export const addressSentences: Sentences<typeof addressReasons> = {
  CLAIM_VIP: ({ name, mac }) => `Vip ${name} 保留了它${mac === null ? "" : `，MAC 为 ${mac}`}`,
  CLAIM_IP: ({ name }) => `IP 对象 ${name} 拥有它`,
  CLAIM_ADDRESSES: ({ port, node }) => `逻辑端口 ${port}${on(node)} 拥有它`,
  CLAIM_ALLOWED: ({ ports }, say) => `${say.list(ports)} 可以用它作为源地址`,
  CLAIM_VIRTUAL: ({ name, parents, parent, node }, say) =>
    parent === null
      ? `虚拟端口 ${name} 的父端口（${say.list(parents)}）均未持有它`
      : `虚拟端口 ${name} 由 ${parent}${on(node)} 持有`,
  CLAIM_LEARNT: ({ router, mac, port, node, seconds }) =>
    `${router} ${seconds === null ? "" : `在 ${seconds} 秒前`}学到它的 MAC 为 ${mac}` +
    (port === null ? "，不属于任何端口" : `，属于 ${port}${on(node)}`),
  CLAIM_NEIGHBOUR: ({ pod, mac, port }) =>
    `Pod ${pod} 记录的 MAC 为 ${mac}${port === null ? "" : `，属于 ${port}`}`,
  CLAIM_FDB: ({ mac, port }) => `交换机学到 ${mac} 位于 ${port}`,
  CLAIM_FLOWS: ({ ports }, say) => `逻辑流通向 ${say.list(ports)}`,
  CLAIM_ANSWERED: ({ mac, ports }, say) =>
    `${mac} 为它应答${ports.length === 0 ? "，不属于任何端口" : `，属于 ${say.list(ports)}`}`,
  CLAIM_SILENCE: () => "没有观测到任何一方为它应答",
  CLAIM_NOBODY: () => "没有对象、端口或学习到的表项拥有它",
  CLAIMS_NOT_READ: ({ kinds }, say) => `未读取 ${say.list(kinds)} 对象`,

  STALE_ANSWERED: ({ learnt, macs }, say) => `${say(learnt)}，但为它应答的是 ${say.list(macs)}`,
  STALE_MAC_GONE: ({ learnt }, say) => `${say(learnt)}，其报文无人接收`,
  STALE_WITHOUT: ({ learnt, pod, address }, say) =>
    `${say(learnt)}，但 Pod ${pod} 没有地址 ${address}`,

  SYSTEM_ID_SHARED: ({ id, nodes }, say) => `${say.list(nodes)} 的 system-id 相同，均为 ${id}`,
  CHASSIS_LEFT: ({ own, other, node, ips }, say) =>
    `chassis ${other} 仍占用 ${node} 的` +
    (ips.length === 0 ? "名称" : `隧道地址 ${say.list(ips)}`) +
    `，而该节点自己的 system-id 为 ${own}`,
  MAC_OWNED: ({ port, node, ips }, say) =>
    `${port}${on(node)}${ips.length === 0 ? "" : `（${say.list(ips)}）`}`,
  IFACE_ON: ({ node, interface: name }) => `${node} 上的 ${name}`,
  TUNNEL_REMOTE_TAKEN: ({ interface: name }) => `端口 ${name} 的对端地址相同`,
};
