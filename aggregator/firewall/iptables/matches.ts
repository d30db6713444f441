import { ctStatuses } from "../names.ts";
import type { Expression } from "../ruleset.ts";
import {
  addressMatch,
  icmpMatch,
  interfaceName,
  markMatch,
  matching,
  portValue,
  portValues,
} from "./values.ts";

/** How an option of a match is read: how many words follow it, and what they ask for. */
export interface Option {
  readonly words: number;
  readonly asks: (words: readonly string[], family: string) => readonly Expression[];
}

const port = (field: string): Expression => ({ payload: { protocol: "th", field } });
const option = (
  asks: (text: string, family: string) => Expression | readonly Expression[],
): Option => ({
  words: 1,
  asks: ([text = ""], family) => [asks(text, family)].flat(),
});
const held = (state: string, words = 1): Option => ({ words, asks: () => [{ held: state }] });
const maybe = held("maybe");
const unlikely = held("unlikely");

/** Options before the first match. */
export const baseOptions: Readonly<Record<string, Option>> = {
  "-s": option((text, family) => addressMatch(family, "saddr", text)),
  "-d": option((text, family) => addressMatch(family, "daddr", text)),
  "-i": option((text) => matching({ meta: { key: "iifname" } }, interfaceName(text))),
  "-o": option((text) => matching({ meta: { key: "oifname" } }, interfaceName(text))),
  "-p": option((text) => (text === "all" ? [] : matching({ meta: { key: "l4proto" } }, text))),
  // Probes are no fragments.
  "-f": held("unlikely", 0),
};

const ports: Readonly<Record<string, Option>> = {
  "--sport": option((text) => matching(port("sport"), portValue(text))),
  "--dport": option((text) => matching(port("dport"), portValue(text))),
};

/** Options of the matches of iptables-extensions(8) by match. */
export const matchOptions: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  comment: { "--comment": { words: 1, asks: () => [] } },
  tcp: {
    ...ports,
    "--tcp-flags": { words: 2, asks: ([mask = "", flags = ""]) => [tcpFlagsMatch(mask, flags)] },
    "--syn": { words: 0, asks: () => [tcpFlagsMatch("FIN,SYN,RST,ACK", "SYN")] },
    "--tcp-option": maybe,
  },
  udp: ports,
  udplite: ports,
  sctp: { ...ports, "--chunk-types": held("maybe", 2) },
  dccp: { ...ports, "--dccp-types": maybe, "--dccp-option": maybe },
  icmp: { "--icmp-type": option((text) => icmpMatch("icmp", text)) },
  icmp6: { "--icmpv6-type": option((text) => icmpMatch("icmpv6", text)) },
  multiport: {
    "--sports": option((text) => matching(port("sport"), portValues(text))),
    "--dports": option((text) => matching(port("dport"), portValues(text))),
    "--ports": option((text) => ({
      any: ["sport", "dport"].map((field) => matching(port(field), portValues(text))),
    })),
  },
  state: { "--state": option((text) => stateMatch(text)) },
  conntrack: {
    "--ctstate": option((text) => stateMatch(text)),
    "--ctstatus": option((text) => statusMatch(text)),
    "--ctdir": option((text) => matching({ ct: { key: "direction" } }, text.toLowerCase())),
    "--ctproto": option((text) => matching({ ct: { key: "protocol" } }, text)),
    "--ctorigsrc": option((text) => originalMatch("saddr", text)),
    "--ctorigdst": option((text) => originalMatch("daddr", text)),
    "--ctorigsrcport": option((text) => originalPort("proto-src", text)),
    "--ctorigdstport": option((text) => originalPort("proto-dst", text)),
    ...{ "--ctreplsrc": maybe, "--ctrepldst": maybe, "--ctexpire": maybe },
    ...{ "--ctreplsrcport": maybe, "--ctrepldstport": maybe },
  },
  mark: { "--mark": option((text) => markMatch({ meta: { key: "mark" } }, text)) },
  connmark: { "--mark": option((text) => markMatch({ ct: { key: "mark" } }, text)) },
  addrtype: {
    "--src-type": option((text, family) => addressTypes(family, "saddr", text)),
    "--dst-type": option((text, family) => addressTypes(family, "daddr", text)),
    "--limit-iface-in": held("maybe", 0),
    "--limit-iface-out": held("maybe", 0),
  },
  iprange: {
    "--src-range": option((text, family) => rangeMatch(family, "saddr", text)),
    "--dst-range": option((text, family) => rangeMatch(family, "daddr", text)),
  },
  // Only a bridge of Linux gives packets such devices.
  physdev: {
    ...{ "--physdev-in": unlikely, "--physdev-out": unlikely },
    "--physdev-is-in": held("unlikely", 0),
    "--physdev-is-out": held("unlikely", 0),
    "--physdev-is-bridged": held("unlikely", 0),
  },
  owner: {
    "--uid-owner": option(() => matching({ meta: { key: "skuid" } }, "of somebody")),
    "--gid-owner": option(() => matching({ meta: { key: "skgid" } }, "of somebody")),
    "--socket-exists": held("maybe", 0),
    "--suppl-groups": held("maybe", 0),
  },
  pkttype: { "--pkt-type": option((text) => matching({ meta: { key: "pkttype" } }, text)) },
  // What comes by the wrong way is matched by its opposite.
  rpfilter: { "--invert": held("unlikely", 0) },
  policy: {
    "--dir": { words: 1, asks: () => [] },
    "--pol": option((text) => ({ held: text === "ipsec" ? "unlikely" : "maybe" })),
  },
  helper: { "--helper": unlikely },
  connlabel: { "--label": unlikely, "--set": held("unlikely", 0) },
  // Their words may look like options.
  string: {
    ...{ "--algo": maybe, "--from": maybe, "--to": maybe, "--string": maybe },
    ...{ "--hex-string": maybe, "--icase": held("maybe", 0) },
  },
  u32: { "--u32": maybe },
  bpf: { "--bytecode": maybe },
  recent: {
    ...{ "--set": held("yes", 0), "--rcheck": held("maybe", 0), "--update": held("maybe", 0) },
    ...{ "--remove": held("maybe", 0), "--seconds": maybe, "--hitcount": maybe },
    ...{ "--reap": held("maybe", 0), "--rttl": held("maybe", 0), "--name": held("yes") },
    ...{ "--mask": held("yes"), "--rsource": held("yes", 0), "--rdest": held("yes", 0) },
  },
};

function tcpFlagsMatch(mask: string, flags: string): Expression {
  const names = (text: string) => ({ "|": text.toLowerCase().split(",") });
  const left = { "&": [{ payload: { protocol: "tcp", field: "flags" } }, names(mask)] };
  return matching(left, names(flags));
}

/** Also DNAT and SNAT, which are no states but what became of the connection. */
function stateMatch(text: string): Expression {
  const wanted = text.toLowerCase().split(",");
  const translated = wanted.filter((one) => one === "dnat" || one === "snat");
  const states = wanted.filter((one) => one !== "dnat" && one !== "snat");
  return {
    any: [
      ...(states.length === 0 ? [] : [matching({ ct: { key: "state" } }, states, "in")]),
      ...(translated.length === 0 ? [] : [matching({ ct: { key: "status" } }, translated, "in")]),
    ],
  };
}

function statusMatch(text: string): Expression {
  const wanted = text.toLowerCase().split(",");
  const left = { ct: { key: "status" } };
  if (wanted.includes("none")) return { held: "maybe" };
  return wanted.every((one) => ctStatuses(one) !== null)
    ? matching(left, wanted, "in")
    : { held: "maybe" };
}

function originalMatch(field: string, text: string): Expression {
  const [addr = "", mask] = text.split("/");
  const left = { ct: { key: field, dir: "original" } };
  if (mask === undefined) return matching(left, addr);
  if (!/^\d+$/.test(mask)) return { held: "maybe" };
  return matching(left, { prefix: { addr, len: Number(mask) } });
}

function originalPort(field: string, text: string): Expression {
  return matching({ ct: { key: field, dir: "original" } }, portValue(text));
}

function addressTypes(family: string, flag: string, text: string): Expression {
  const types = text.toLowerCase().split(",");
  const left = { fib: { result: "type", flags: [flag] } };
  if (family === "ip") return matching(left, { set: types });
  // Of IPv6 an address is of several types: one of the node's own is unicast, too.
  return {
    any: types.map((type) => {
      if (type === "unicast") return { held: "yes" };
      return type === "local" ? matching(left, type) : { held: "unlikely" };
    }),
  };
}

function rangeMatch(family: string, field: string, text: string): Expression {
  const [first = "", last = first] = text.split("-");
  return matching({ payload: { protocol: family, field } }, { range: [first, last] });
}
