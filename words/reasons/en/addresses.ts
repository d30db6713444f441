import type { addressReasons } from "../../../proto/reasons/areas/addresses.ts";
import type { Sentences } from "../sentences.ts";

const on = (node: string | null): string => (node === null ? "" : ` on ${node}`);

export const addressSentences: Sentences<typeof addressReasons> = {
  CLAIM_VIP: ({ name, mac }) => `Vip ${name} reserves it${mac === null ? "" : `, with MAC ${mac}`}`,
  CLAIM_IP: ({ name }) => `IP object ${name} has it`,
  CLAIM_ADDRESSES: ({ port, node }) => `logical port ${port}${on(node)} has it`,
  CLAIM_ALLOWED: ({ ports }, say) => `${say.list(ports)} may send from it`,
  CLAIM_VIRTUAL: ({ name, parents, parent, node }, say) =>
    parent === null
      ? `of the parents of virtual port ${name} (${say.list(parents)}) none holds it`
      : `virtual port ${name} is held by ${parent}${on(node)}`,
  CLAIM_LEARNT: ({ router, mac, port, node, seconds }) =>
    `${router} has learnt ${mac} for it` +
    (seconds === null ? "" : ` ${seconds} s ago`) +
    (port === null ? ", a MAC of no port" : `, the MAC of ${port}${on(node)}`),
  CLAIM_NEIGHBOUR: ({ pod, mac, port }) =>
    `Pod ${pod} holds ${mac} for it${port === null ? "" : `, the MAC of ${port}`}`,
  CLAIM_FDB: ({ mac, port }) => `the switch has learnt ${mac} at ${port}`,
  CLAIM_FLOWS: ({ ports }, say) => `the logical flows lead to ${say.list(ports)}`,
  CLAIM_ANSWERED: ({ mac, ports }, say) =>
    `${mac} answered for it` +
    (ports.length === 0 ? ", a MAC of no port" : `, the MAC of ${say.list(ports)}`),
  CLAIM_SILENCE: () => "nobody was seen to answer for it",
  CLAIM_NOBODY: () => "no object, port or learnt entry has it",
  CLAIMS_NOT_READ: ({ kinds }, say) => `objects of kind ${say.list(kinds)} were not read`,

  STALE_ANSWERED: ({ learnt, macs }, say) => `${say(learnt)}, but ${say.list(macs)} answers for it`,
  STALE_MAC_GONE: ({ learnt }, say) => `${say(learnt)}, so that nobody gets its packets`,
  STALE_WITHOUT: ({ learnt, pod, address }, say) =>
    `${say(learnt)}, but Pod ${pod} does not have ${address}`,

  SYSTEM_ID_SHARED: ({ id, nodes }, say) => `${say.list(nodes)} have the same system-id, ${id}`,
  CHASSIS_LEFT: ({ own, other, node, ips }, say) =>
    `chassis ${other} still has ` +
    (ips.length === 0 ? `the name ${node}` : `the tunnel address ${say.list(ips)} of ${node}`) +
    `, whose own system-id is ${own}`,
  MAC_OWNED: ({ port, node, ips }, say) =>
    `${port}${on(node)}${ips.length === 0 ? "" : ` (${say.list(ips)})`}`,
  IFACE_ON: ({ node, interface: name }) => `${name} on ${node}`,
  TUNNEL_REMOTE_TAKEN: ({ interface: name }) => `port ${name} has the same remote address`,
};
