/** What `ovn-trace` is asked of the trace cluster: file name, datapath, microflow, options. */
export interface LogicalTraceCase {
  readonly name: string;
  readonly datapath: string;
  readonly microflow: string;
  readonly options?: readonly string[];
}

interface Packet {
  readonly inport: string;
  readonly src: string;
  readonly dst: string;
  readonly ipSrc: string;
  readonly ipDst: string;
}

const gateway = { default: "00:00:00:00:00:01", acl: "00:00:00:00:00:02", lb: "00:00:00:00:00:03" };
const mac = {
  a: "00:00:00:aa:00:05",
  b: "00:00:00:aa:00:06",
  c: "00:00:00:aa:00:07",
  e: "00:00:00:ac:00:05",
  f: "00:00:00:ac:00:06",
  g: "00:00:00:ac:00:07",
  h: "00:00:00:1b:00:05",
  i: "00:00:00:1b:00:06",
};

function ip({ inport, src, dst, ipSrc, ipDst }: Packet, rest: string, ttl = 64): string {
  const family = ipSrc.includes(":") ? "ip6" : "ip4";
  return [
    `inport == "${inport}"`,
    `eth.src == ${src}`,
    `eth.dst == ${dst}`,
    `${family}.src == ${ipSrc}`,
    `${family}.dst == ${ipDst}`,
    `ip.ttl == ${ttl}`,
    rest,
  ].join(" && ");
}

function arp(inport: string, src: string, spa: string, tpa: string): string {
  const sender = `arp.op == 1 && arp.sha == ${src} && arp.spa == ${spa} && arp.tpa == ${tpa}`;
  return `inport == "${inport}" && eth.src == ${src} && eth.dst == ff:ff:ff:ff:ff:ff && ${sender}`;
}

const tcp = (to: number, from = 40_000): string => `tcp.src == ${from} && tcp.dst == ${to}`;
const udp = (to: number): string => `udp.src == 40000 && udp.dst == ${to}`;
const echo = "icmp4.type == 8 && icmp4.code == 0";
const isNew = ["--ct=trk,new", "--ct=trk,new", "--ct=trk,new", "--ct=trk,new"];
const established = isNew.map(() => "--ct=trk,est");
const reply = isNew.map(() => "--ct=trk,est,rpl");

const fromA = { inport: "a.default", src: mac.a, ipSrc: "10.16.0.5" };
const routed = { ...fromA, dst: gateway.default };
const toB = { ...fromA, dst: mac.b, ipDst: "10.16.0.6" };
const toF = { inport: "e.fix", src: mac.e, dst: mac.f, ipSrc: "10.17.0.5", ipDst: "10.17.0.6" };
const fromG = { inport: "g.fix", src: mac.g, ipSrc: "10.17.0.7" };
const fromH = { inport: "h.fix", src: mac.h, ipSrc: "10.18.0.5" };
const viaGateway = { ...fromH, dst: gateway.lb };
const fromJ = { inport: "j.fix", src: "00:00:00:1b:00:07", ipSrc: "10.18.0.7" };

const onDefault = (name: string, microflow: string, ...options: string[]): LogicalTraceCase => {
  return { name, datapath: "ovn-default", microflow, options };
};
const onAcl = (name: string, microflow: string, ...options: string[]): LogicalTraceCase => {
  return { name, datapath: "sub-acl", microflow, options };
};
const onLb = (name: string, microflow: string, ...options: string[]): LogicalTraceCase => {
  return { name, datapath: "sub-lb", microflow, options };
};

export const logicalTraces: readonly LogicalTraceCase[] = [
  onDefault("deliver", ip(toB, echo)),
  onDefault("friendly", ip(toB, echo), "--friendly-names"),
  onDefault("arp", arp("a.default", mac.a, "10.16.0.5", "10.16.0.6")),
  onDefault("arp-flood", arp("a.default", mac.a, "10.16.0.5", "10.16.0.200")),
  onDefault(
    "unknown-unicast",
    ip({ ...fromA, dst: "00:00:00:aa:00:99", ipDst: "10.16.0.99" }, echo),
  ),
  onDefault("router", ip({ ...routed, ipDst: "10.17.0.5" }, echo), ...isNew),
  onDefault("router-ttl", ip({ ...routed, ipDst: "10.17.0.5" }, echo, 1), ...isNew),
  onDefault("router-echo", ip({ ...routed, ipDst: "10.16.0.1" }, echo)),
  onDefault("router-no-route", ip({ ...routed, ipDst: "10.50.0.6" }, echo)),
  onDefault("router-policy-drop", ip({ ...routed, ipDst: "10.99.0.6" }, echo)),
  onDefault("router-ecmp", ip({ ...routed, ipDst: "10.200.0.6" }, echo), "--select-id=1"),
  onDefault("router-arp-needed", ip({ ...routed, ipDst: "10.17.0.200" }, echo), ...isNew),
  onAcl("acl-allow", ip(toF, tcp(8080)), "--ct=trk,new", "--ct=trk,est"),
  onAcl("acl-drop", ip(toF, tcp(22)), ...isNew),
  onAcl("acl-drop-established", ip(toF, tcp(22)), ...established),
  onAcl(
    "acl-reply",
    ip(
      { inport: "f.fix", src: mac.f, dst: mac.e, ipSrc: "10.17.0.6", ipDst: "10.17.0.5" },
      tcp(40_000, 8080),
    ),
    ...reply,
  ),
  onAcl("acl-egress-drop", ip({ ...fromG, dst: mac.f, ipDst: "10.17.0.6" }, tcp(22)), ...isNew),
  onAcl("acl-reject", ip({ ...fromG, dst: mac.e, ipDst: "10.17.0.5" }, udp(53)), ...isNew),
  onLb("acl-reject-2", ip({ ...viaGateway, ipDst: "10.17.0.5" }, udp(53)), ...isNew),
  onLb(
    "lb",
    ip({ ...viaGateway, ipDst: "10.96.0.10" }, tcp(80)),
    ...isNew,
    "--lb-dst=10.18.0.6:8080",
  ),
  onLb("lb-random", ip({ ...viaGateway, ipDst: "10.96.0.11" }, echo), ...isNew),
  onLb("lb-empty", ip({ ...viaGateway, ipDst: "10.96.0.12" }, tcp(80)), ...isNew),
  onLb("lb-affinity", ip({ ...viaGateway, ipDst: "10.96.0.13" }, tcp(80)), ...isNew),
  onLb(
    "localnet-unknown",
    ip({ ...fromH, dst: "00:00:00:aa:00:99", ipDst: "10.18.0.99" }, echo),
    "--ct=trk,new",
  ),
  onLb(
    "ipv6",
    ip(
      { ...fromH, dst: mac.i, ipSrc: "fd00:10:18::5", ipDst: "fd00:10:18::6" },
      "icmp6.type == 128 && icmp6.code == 0",
    ),
    ...isNew,
  ),
  onLb(
    "nd",
    ip(
      { ...fromH, dst: "33:33:ff:00:00:06", ipSrc: "fd00:10:18::5", ipDst: "ff02::1:ff00:6" },
      `nd_ns && nd.target == fd00:10:18::6 && nd.sll == ${mac.h}`,
      255,
    ),
  ),
  onLb(
    "port-security",
    ip({ ...fromJ, src: "00:00:00:aa:00:07", dst: mac.h, ipDst: "10.18.0.5" }, echo),
  ),
  onLb(
    "port-security-ip",
    ip({ ...fromJ, ipSrc: "10.18.0.77", dst: mac.h, ipDst: "10.18.0.5" }, echo),
  ),
  { name: "unknown-datapath", datapath: "nosuch", microflow: ip(toB, echo) },
  onDefault("unknown-port", ip({ ...toB, inport: "zz.default" }, echo)),
  onAcl("other-port-datapath", ip(toB, echo)),
  onDefault("syntax-error", 'inport == "a.default" && ip4.srcc == 10.16.0.5'),
  onDefault("ambiguous", 'inport == "a.default" && tcp.src == 80'),
];

/** Asked once more, after the flow that looks MAC addresses up by default was taken away. */
export const withoutLookup = onDefault(
  "implicit-drop",
  ip({ ...fromA, dst: "00:00:00:aa:00:99", ipDst: "10.16.0.99" }, echo),
);
