/** What `ofproto/trace` is asked: file name, bridge and node, flow, options. */
export interface OpenflowTraceCase {
  readonly name: string;
  readonly node?: "node2";
  readonly bridge?: "br0" | "br9";
  readonly flow: string;
  readonly options?: readonly string[];
}

const eth = (source: string, destination: string): string =>
  `dl_src=00:00:00:${source},dl_dst=00:00:00:${destination}`;
const ip = (source: string, destination: string, ttl = 64): string =>
  `nw_src=10.${source},nw_dst=10.${destination},nw_ttl=${ttl}`;
const a = "in_port=2,dl_src=00:00:00:aa:00:05";
const e = "in_port=4,dl_src=00:00:00:ac:00:05";
const h = "in_port=6,dl_src=00:00:00:1b:00:05";
const aToB = "dl_dst=00:00:00:aa:00:06,nw_src=10.16.0.5,nw_dst=10.16.0.6,nw_ttl=64";
const aRouted = `icmp,${a},dl_dst=00:00:00:00:00:01,nw_src=10.16.0.5,nw_ttl=64,icmp_type=8`;
const eToF = "dl_dst=00:00:00:ac:00:06,nw_src=10.17.0.5,nw_dst=10.17.0.6,nw_ttl=64";
const hVia = `${h},dl_dst=00:00:00:00:00:03,nw_src=10.18.0.5,nw_ttl=64`;
const v6 = "ipv6_src=fd00:10:18::5,nw_ttl=64";
/** OVN's Geneve option: logical ingress port in the upper half, egress port in the lower. */
const metadata = (ingress: number, egress: number): string =>
  `tun_metadata0=0x${((ingress << 16) | egress).toString(16)}`;
const fromTunnel = (datapath: number): string =>
  `in_port=1,tun_id=${datapath},tun_src=198.18.0.11,tun_dst=198.18.0.12`;
/** Out of the tunnel, from the pod with key 2 to the one with key 3. */
const keyed = (key: number): string => `${fromTunnel(key)},${metadata(2, 3)}`;
const eSource = "dl_src=00:00:00:ac:00:05";
const fToE = `${eth("ac:00:06", "ac:00:05")},${ip("17.0.6", "17.0.5")}`;
const isNew = ["--ct-next", "trk,new", "--ct-next", "trk,new", "--ct-next", "trk,new"];
const reply = ["--ct-next", "trk,est,rpl", "--ct-next", "trk,est,rpl"];
const arpFrom = (port: string, spa: string, tpa: string, sha: string): string =>
  `arp,${port},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1,arp_spa=${spa},arp_tpa=${tpa},arp_sha=${sha}`;
const aSha = "00:00:00:aa:00:05";
const plain = (last: number): string => `tcp,in_port=1,nw_dst=10.0.0.${last}`;

/** Tunnel keys of the switches in `cluster.ts`. */
const datapath = { default: 1, acl: 2 } as const;

const ofOvn: readonly OpenflowTraceCase[] = [
  { name: "tunnel-out", flow: `icmp,${a},${aToB},icmp_type=8` },
  {
    name: "tunnel-in",
    node: "node2",
    flow: `icmp,${keyed(datapath.default)},dl_src=${aSha},${aToB},icmp_type=8`,
  },
  {
    name: "tunnel-in-missing-metadata",
    node: "node2",
    flow: `icmp,${fromTunnel(datapath.default)},dl_src=${aSha},${aToB},icmp_type=8`,
  },
  {
    name: "same-node",
    flow: `icmp,${a},dl_dst=00:00:00:aa:00:07,${ip("16.0.5", "16.0.7")},icmp_type=8`,
  },
  { name: "arp-responder", flow: arpFrom(a, "10.16.0.5", "10.16.0.6", aSha) },
  { name: "arp-flood", flow: arpFrom(a, "10.16.0.5", "10.16.77.6", aSha) },
  {
    name: "unknown-unicast",
    flow: `icmp,${a},dl_dst=00:00:00:aa:00:99,${ip("16.0.5", "16.0.99")},icmp_type=8`,
  },
  { name: "router", flow: `${aRouted},nw_dst=10.17.0.7`, options: isNew },
  {
    name: "router-ttl",
    flow: `${aRouted.replace("nw_ttl=64", "nw_ttl=1")},nw_dst=10.17.0.7`,
    options: isNew,
  },
  { name: "router-echo", flow: `${aRouted},nw_dst=10.16.0.1` },
  { name: "router-no-route", flow: `${aRouted},nw_dst=10.50.0.6` },
  { name: "router-policy-drop", flow: `${aRouted},nw_dst=10.99.0.6` },
  { name: "router-ecmp", flow: `icmp,${hVia},nw_dst=10.200.0.6,icmp_type=8`, options: isNew },
  { name: "acl-cross-node", flow: `tcp,${e},${eToF},tp_dst=8080,tcp_flags=syn`, options: isNew },
  {
    name: "acl-allow",
    node: "node2",
    flow: `tcp,${keyed(datapath.acl)},${eSource},${eToF},tp_dst=8080,tcp_flags=syn`,
    options: isNew,
  },
  {
    name: "acl-drop",
    node: "node2",
    flow: `tcp,${keyed(datapath.acl)},${eSource},${eToF},tp_dst=22,tcp_flags=syn`,
    options: isNew,
  },
  {
    name: "acl-reply",
    node: "node2",
    flow: `tcp,in_port=3,${fToE},tp_src=8080,tcp_flags=syn|ack`,
    options: reply,
  },
  {
    name: "acl-egress-drop",
    flow: `icmp,in_port=5,${eth("ac:00:07", "ac:00:05")},${ip("17.0.7", "17.0.5")},icmp_type=8`,
    options: isNew,
  },
  { name: "acl-reject", flow: `udp,${hVia},nw_dst=10.17.0.5,udp_dst=53`, options: isNew },
  { name: "lb", flow: `tcp,${hVia},nw_dst=10.96.0.10,tp_dst=80,tcp_flags=syn`, options: isNew },
  { name: "lb-icmp", flow: `icmp,${hVia},nw_dst=10.96.0.11,icmp_type=8`, options: isNew },
  {
    name: "lb-empty",
    flow: `tcp,${hVia},nw_dst=10.96.0.12,tp_dst=80,tcp_flags=syn`,
    options: isNew,
  },
  {
    name: "lb-affinity",
    flow: `tcp,${hVia},nw_dst=10.96.0.13,tp_dst=80,tcp_flags=syn`,
    options: isNew,
  },
  {
    name: "ipv6",
    flow: `icmp6,${h},dl_dst=00:00:00:1b:00:06,${v6},ipv6_dst=fd00:10:18::6,icmpv6_type=128`,
    options: isNew,
  },
  {
    name: "nd-ns",
    flow: [
      `icmp6,${h},dl_dst=33:33:ff:00:00:06,ipv6_src=fd00:10:18::5,ipv6_dst=ff02::1:ff00:6`,
      "nw_ttl=255,icmpv6_type=135,nd_target=fd00:10:18::6,nd_sll=00:00:00:1b:00:05",
    ].join(","),
  },
  {
    name: "port-security-drop",
    flow: `icmp,in_port=7,${eth("aa:00:07", "1b:00:05")},${ip("18.0.7", "18.0.5")},icmp_type=8`,
  },
  {
    name: "port-security-ip",
    flow: `icmp,in_port=7,${eth("1b:00:07", "1b:00:05")},${ip("18.0.99", "18.0.5")},icmp_type=8`,
  },
  { name: "patch-localnet", flow: arpFrom(h, "10.18.0.5", "10.18.7.6", "00:00:00:1b:00:05") },
  { name: "no-such-port", flow: `icmp,in_port=77,dl_src=${aSha},dl_dst=00:00:00:aa:00:06` },
];

const toAlien = (last: number): string =>
  `icmp,${a},dl_dst=00:00:00:aa:00:06,${ip("16.0.5", `16.77.${last}`)},icmp_type=8`;

/** What the aliens of `alienFlows` do. */
const ofAliens: readonly OpenflowTraceCase[] = [
  { name: "alien-drop", flow: toAlien(77) },
  { name: "alien-output", flow: toAlien(78) },
  { name: "alien-output-missing", flow: toAlien(79) },
  { name: "resubmit-loop", flow: toAlien(80) },
];

const ofPlainBridge: readonly OpenflowTraceCase[] = [
  { name: "group-select", bridge: "br0", flow: plain(1) },
  { name: "group-all", bridge: "br0", flow: plain(2) },
  { name: "learn", bridge: "br0", flow: plain(3) },
  { name: "patch", bridge: "br0", flow: plain(4) },
  { name: "patch-drop-behind", bridge: "br0", flow: plain(5) },
  { name: "clone", bridge: "br0", flow: plain(6) },
  { name: "output-to-input", bridge: "br0", flow: plain(7) },
  { name: "packet-larger", bridge: "br0", flow: plain(8) },
  { name: "action-set", bridge: "br0", flow: plain(9) },
  { name: "normal", bridge: "br0", flow: "tcp,in_port=2,nw_dst=10.0.0.99" },
  { name: "names", bridge: "br0", flow: "tcp,in_port=p1,nw_dst=10.0.0.4", options: ["--names"] },
  { name: "unknown-bridge", bridge: "br9", flow: plain(1) },
  { name: "flow-syntax-error", flow: "in_port=2,icmpp" },
];

const shown = (last: number, source = 1): string =>
  `tcp,in_port=1,nw_src=10.0.0.${source},nw_dst=10.0.1.${last}`;

/** Of `shownForms`. */
const ofShownForms: readonly OpenflowTraceCase[] = [
  { name: "hash-group-drop", bridge: "br0", flow: shown(1) },
  { name: "hash-group-output", bridge: "br0", flow: shown(1, 2) },
  { name: "output-register", bridge: "br0", flow: shown(2) },
  { name: "bare-ct", bridge: "br0", flow: shown(3) },
  { name: "mpls-ttl", bridge: "br0", flow: shown(4) },
  { name: "vlan-push", bridge: "br0", flow: shown(5) },
  { name: "bundle", bridge: "br0", flow: shown(6) },
  { name: "patch-among-others", bridge: "br0", flow: shown(8) },
  { name: "controller-pause", bridge: "br0", flow: shown(12) },
];

/** The same bridge, with a mirror of all ports. */
const ofMirror: readonly OpenflowTraceCase[] = [
  { name: "mirror-drop", bridge: "br0", flow: shown(7) },
  { name: "mirror-drop-tracked", bridge: "br0", flow: shown(9) },
  { name: "mirror-output", bridge: "br0", flow: shown(11) },
  { name: "mirror-patch", bridge: "br0", flow: shown(8) },
  { name: "mirror-patch-drop", bridge: "br0", flow: shown(10) },
  { name: "mirror-hash-group-drop", bridge: "br0", flow: shown(1) },
];

/** Flows that OVN did not install, on br-int of node1. */
export const alienFlows: readonly string[] = [
  "priority=60000,ip,nw_dst=10.16.77.77 actions=drop",
  "priority=60000,ip,nw_dst=10.16.77.78 actions=output:3",
  "priority=60000,ip,nw_dst=10.16.77.79 actions=output:44",
  "priority=60000,ip,nw_dst=10.16.77.80 actions=resubmit(,0)",
];

export const openflowTraces = { ofOvn, ofAliens, ofPlainBridge, ofShownForms, ofMirror };
