import type { Code } from "./code.ts";

export const hostCodes = [
  {
    code: "INTERFACE_DOWN",
    area: "host",
    level: "fatal",
    stages: [
      ...(["source-pod", "source-bridge", "underlay", "destination-bridge"] as const),
      ...(["destination-pod", "gateway", "control-plane"] as const),
    ],
    sentence: {
      en: "Interface {interface} on {node} is down",
      zh: "节点 {node} 上的接口 {interface} 处于关闭状态",
    },
    remedy: {
      text: "Find out who took it down, or why it has no carrier; then bring it up again.",
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
    stages: [
      ...(["source-pod", "source-bridge", "underlay", "destination-bridge"] as const),
      ...(["destination-pod", "gateway"] as const),
    ],
    sentence: {
      en: "A firewall rule on {node} drops the packets: {detail}",
      zh: "节点 {node} 上的防火墙规则丢弃了报文：{detail}",
    },
    remedy: {
      text:
        "Find out who manages the rule (firewalld, a security agent, an administrator), and " +
        "exempt the pods' addresses and UDP 6081 and 4789 between nodes.",
      zh: "请查明规则由谁管理（firewalld、安全软件或管理员），并放行节点间的 UDP 6081、4789 以及 Pod 地址。",
      commands: [
        "nft list ruleset  # on the node",
        "iptables-save -c  # on the node: rules with their counters",
      ],
    },
    proof:
      "A rule that matches the packets drops, and its counter grew by the packets that vanished.",
    args: ["node", "detail"],
  },
  {
    code: "CONNTRACK_FULL",
    area: "host",
    level: "critical",
    stages: ["source-bridge", "destination-bridge", "gateway", "source-pod", "destination-pod"],
    sentence: {
      en:
        "A connection tracking table on {node} is full: {actual} of {expected} entries " +
        "({detail})",
      zh: "节点 {node} 上的连接跟踪表已满：{actual} / {expected} 条（{detail}）",
    },
    remedy: {
      text:
        "Find out who opens so many connections, or raise the limit: " +
        "net.netfilter.nf_conntrack_max for the kernel, dpctl/ct-set-maxconns and " +
        "dpctl/ct-set-limits for ovs-vswitchd.",
      zh:
        "请查明是谁建立了如此多的连接，或提高上限：内核的 net.netfilter.nf_conntrack_max，" +
        "ovs-vswitchd 的 dpctl/ct-set-maxconns 与 dpctl/ct-set-limits。",
      commands: [
        "conntrack -S  # on the node: insert_failed and drop",
        "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max  # on the node",
        "kubectl ko appctl {node} dpctl/ct-stats-show",
        "kubectl ko appctl {node} dpctl/ct-get-maxconns",
        "kubectl ko appctl {node} dpctl/ct-get-limits",
      ],
    },
    proof:
      "The table holds as many entries as its limit allows, or ovs-vswitchd or the kernel " +
      "counted refused connections (conntrack_full, conntrack_zone_full, drop) during the probes.",
    args: ["node", "expected", "actual", "detail"],
  },
  {
    code: "INTERFACE_DROPS",
    area: "host",
    level: "critical",
    stages: ["source-bridge", "destination-bridge", "underlay", "gateway"],
    sentence: {
      en: "Interface {interface} on {node} dropped {lost} packets during the probes: {detail}",
      zh: "探测期间节点 {node} 上的接口 {interface} 丢弃了 {lost} 个报文：{detail}",
    },
    remedy: {
      text:
        "Check what the counter means: NIC errors point to cable, transceiver or driver; " +
        "queue drops to a rate limit or to more traffic than the interface can carry.",
      zh: "请查看该计数器的含义：网卡错误通常指向线缆、光模块或驱动；队列丢包则指向限速或流量超过接口能力。",
      commands: [
        "ip -s -s link show {interface}  # on the node",
        "tc -s qdisc show dev {interface}  # on the node",
        "ethtool -S {interface}  # on the node: the driver's own counters",
        "ethtool -i {interface}  # on the node: driver and firmware",
      ],
    },
    proof:
      "A loss counter of an interface on the path grew while the probes ran, in the " +
      "direction in which packets were lost there.",
    args: ["node", "interface", "lost", "detail"],
  },
  {
    code: "OFFLOADED_PATH",
    area: "host",
    level: "info",
    stages: ["source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "The tap on {node} may miss packets: {detail}",
      zh: "节点 {node} 上的抓包可能看不到经过的报文：{detail}",
    },
    remedy: {
      text:
        "A packet that the tap did not see is no proof of loss, and names no stage. Flows in " +
        "hardware can be listed; with hw-offload=false taps see every packet, at the cost of " +
        "speed.",
      zh:
        "该处没有看到报文并不代表丢包，也不会据此判断阶段。可以列出卸载到硬件的流；关闭 " +
        "hw-offload 后抓包可以看到全部报文，但会降低性能。",
      commands: [
        "kubectl ko vsctl {node} get Open_vSwitch . other_config:hw-offload",
        "kubectl ko appctl {node} dpctl/dump-flows type=offloaded",
        "ethtool -k <nic> | grep hw-tc-offload  # on the node",
      ],
    },
    proof:
      "other_config:hw-offload is true in the node's Open_vSwitch, or probes were answered " +
      "although a tap that lost nothing saw none of their packets where they must pass.",
    args: ["node", "detail"],
  },
  {
    code: "NAT_REDIRECTED",
    area: "host",
    level: "critical",
    stages: ["source-pod", "destination-pod", "gateway"],
    sentence: {
      en: "A rule in {actual} redirects what {source} sends to {address}: {rule}",
      zh: "{actual} 中的规则重定向了 {source} 发往 {address} 的报文：{rule}",
    },
    remedy: {
      text:
        "Whoever gets the packets answers or refuses them, and not the program that was asked. " +
        "Check that the proxy which the rule leads to runs (a service mesh), or find out who " +
        "left the rule over, such as the hostPort of a Pod that is gone.",
      zh:
        "接收这些报文的程序（而不是被访问的程序）会应答或拒绝它们。请确认规则指向的代理" +
        "（服务网格）是否在运行，或查明规则由谁遗留，例如已删除 Pod 的 hostPort。",
      commands: [
        "iptables-save -t nat  # in {actual}: `nsenter -t PID -n` for a pod",
        "nft list ruleset  # in {actual}",
        "conntrack -L -d {address}  # on {node}: where such packets go",
      ],
    },
    proof:
      "The rule was found in the namespace that the packets pass; certain where every condition " +
      "of it and of the rules before it is known to hold.",
    args: ["actual", "source", "address", "rule", "node"],
  },
] as const satisfies readonly Code[];
