import type { Code } from "./code.ts";

export const hostCodes = [
  {
    code: "INTERFACE_DOWN",
    area: "host",
    level: "fatal",
    stages: ["source-bridge", "destination-bridge", "underlay", "gateway", "control-plane"],
    sentence: {
      en: "Interface {interface} on {node} is down",
      zh: "节点 {node} 上的接口 {interface} 处于关闭状态",
    },
    remedy: {
      text: "Find who took it down, or why it has no carrier; then set it up again.",
      zh: "请查明是谁关闭了它，或为何没有载波；然后重新启用。",
      commands: [
        "ip -d -s link show {interface}  # on the node",
        "ip link set {interface} up  # CHANGES THE NODE: the interface carries packets again",
      ],
    },
    proof: "The agent reads the interface without the flag UP or without carrier.",
    args: ["node", "interface"],
  },
  {
    code: "HOST_FIREWALL_DROP",
    area: "host",
    level: "fatal",
    stages: ["underlay", "gateway", "source-bridge", "destination-bridge"],
    sentence: {
      en: "A firewall rule on {node} drops the packets: {detail}",
      zh: "节点 {node} 上的防火墙规则丢弃了报文：{detail}",
    },
    remedy: {
      text:
        "Find who manages the rule (firewalld, a security agent, an administrator) and exempt " +
        "UDP 6081 and 4789 between nodes and the pods' addresses.",
      zh: "请查明规则由谁管理（firewalld、安全软件或管理员），并放行节点间的 UDP 6081、4789 以及 Pod 地址。",
      commands: [
        "nft list ruleset  # on the node",
        "iptables-save -c  # on the node: rules with their counters",
      ],
    },
    proof:
      "A rule that matches the packets drops, and its counter rose by the packets that vanished.",
    args: ["node", "detail"],
  },
  {
    code: "CONNTRACK_FULL",
    area: "host",
    level: "critical",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "The connection tracking table of {node} is full: {actual} of {expected} entries",
      zh: "节点 {node} 的连接跟踪表已满：{actual} / {expected} 条",
    },
    remedy: {
      text: "Raise net.netfilter.nf_conntrack_max, or find who opens so many connections.",
      zh: "请提高 net.netfilter.nf_conntrack_max，或查明是谁建立了如此多的连接。",
      commands: [
        "conntrack -S  # on the node: insert_failed and drop",
        "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max  # on the node",
      ],
    },
    proof: "nf_conntrack_count has reached nf_conntrack_max and the drop counter rises.",
    args: ["node", "expected", "actual"],
  },
  {
    code: "OFFLOADED_PATH",
    area: "host",
    level: "info",
    stages: ["source-bridge", "destination-bridge", "underlay"],
    sentence: {
      en: "Interface {interface} on {node} is offloaded to hardware: taps do not see all packets",
      zh: "节点 {node} 上的接口 {interface} 已卸载到硬件：抓包无法看到全部报文",
    },
    remedy: {
      text: "What is not seen there proves no loss. The hardware's own flows can be listed.",
      zh: "在该处没有看到报文并不说明丢包。可以列出硬件中的流。",
      commands: ["kubectl ko appctl {node} dpctl/dump-flows type=offloaded"],
    },
    proof: "The interface is a VF representor or of a DPDK type, or hw-offload is on.",
    args: ["node", "interface"],
  },
] as const satisfies readonly Code[];
