/**
 * The logical network that traces are recorded in, as `ovn-nbctl` commands: a plain switch, one
 * with ACLs of every kind, one with load balancers, IPv6 and a localnet, and a router between them.
 */
type Command = readonly string[];

export interface RecordedPort {
  readonly name: string;
  readonly node: "node1" | "node2";
  /** OpenFlow port on br-int. */
  readonly number: number;
  readonly addresses: string;
}

/** A switch's router port has tunnel key 1, its pods have 2, 3 and 4 in this order. */
export const ports: readonly RecordedPort[] = [
  { name: "a.default", node: "node1", number: 2, addresses: "00:00:00:aa:00:05 10.16.0.5" },
  { name: "b.default", node: "node2", number: 2, addresses: "00:00:00:aa:00:06 10.16.0.6" },
  { name: "c.default", node: "node1", number: 3, addresses: "00:00:00:aa:00:07 10.16.0.7" },
  { name: "e.fix", node: "node1", number: 4, addresses: "00:00:00:ac:00:05 10.17.0.5" },
  { name: "f.fix", node: "node2", number: 3, addresses: "00:00:00:ac:00:06 10.17.0.6" },
  { name: "g.fix", node: "node1", number: 5, addresses: "00:00:00:ac:00:07 10.17.0.7" },
  {
    name: "h.fix",
    node: "node1",
    number: 6,
    addresses: "00:00:00:1b:00:05 10.18.0.5 fd00:10:18::5",
  },
  {
    name: "i.fix",
    node: "node2",
    number: 4,
    addresses: "00:00:00:1b:00:06 10.18.0.6 fd00:10:18::6",
  },
  {
    name: "j.fix",
    node: "node1",
    number: 7,
    addresses: "00:00:00:1b:00:07 10.18.0.7 fd00:10:18::7",
  },
];

const switches = [
  {
    name: "ovn-default",
    key: 1,
    mac: "00:00:00:00:00:01",
    networks: ["10.16.0.1/16"],
    pods: /default$/,
  },
  {
    name: "sub-acl",
    key: 2,
    mac: "00:00:00:00:00:02",
    networks: ["10.17.0.1/16"],
    pods: /^[efg]\.fix$/,
  },
  {
    name: "sub-lb",
    key: 3,
    mac: "00:00:00:00:00:03",
    networks: ["10.18.0.1/16", "fd00:10:18::1/64"],
    pods: /^[hij]\.fix$/,
  },
] as const;

type Switch = (typeof switches)[number];

const router = "ovn-cluster";

const keyed = (key: number): string => `requested-tnl-key=${key}`;

function switchCommands({ name, key, mac, networks, pods }: Switch): Command[] {
  const [routerPort, switchPort] = [`${router}-${name}`, `${name}-${router}`];
  return [
    ["ls-add", name],
    ["set", "Logical_Switch", name, `other_config:${keyed(key)}`],
    ["lrp-add", router, routerPort, mac, ...networks],
    ["lsp-add", name, switchPort],
    ["lsp-set-type", switchPort, "router"],
    ["lsp-set-addresses", switchPort, "router"],
    ["lsp-set-options", switchPort, `router-port=${routerPort}`, keyed(1)],
    ...ports
      .filter((port) => pods.test(port.name))
      .flatMap((port, at) => [
        ["lsp-add", name, port.name],
        ["lsp-set-addresses", port.name, port.addresses],
        ["lsp-set-options", port.name, keyed(at + 2)],
      ]),
  ];
}

const routing: readonly Command[] = [
  ["lr-add", router],
  ...switches.flatMap(switchCommands),
  ["lr-policy-add", router, "31000", "ip4.dst == 10.17.0.0/16", "allow"],
  ["lr-policy-add", router, "30000", "ip4.dst == 10.99.0.0/16", "drop"],
  ["lr-route-add", router, "10.99.0.0/16", "10.16.0.5"],
  ["lr-route-add", router, "10.200.0.0/16", "10.16.0.5"],
  ["--ecmp", "lr-route-add", router, "10.200.0.0/16", "10.17.0.7"],
];

const allowed = "ip4.src == {10.17.0.5, 10.18.0.5} && tcp.dst == 8080";
const log = (name: string, severity: string): string[] => [
  "--log",
  `--name=${name}`,
  `--severity=${severity}`,
];

const policies: readonly Command[] = [
  ["pg-add", "deny.f", "f.fix"],
  ["pg-add", "rej.e", "e.fix"],
  ["pg-add", "deny.g", "g.fix"],
  ["acl-add", "deny.f", "to-lport", "3000", "outport == @deny.f && ip", "drop"],
  [
    ...log("np/allow", "info"),
    ...["acl-add", "deny.f", "to-lport", "3001", `outport == @deny.f && ip && ${allowed}`],
    "allow-related",
  ],
  ["meter-add", "m1", "drop", "10", "pktps"],
  [
    ...log("sub-rej", "warning"),
    "--meter=m1",
    ...["acl-add", "rej.e", "to-lport", "2500", "outport == @rej.e && udp.dst == 53", "reject"],
  ],
  [
    ...log("ping", "info"),
    ...["acl-add", "rej.e", "to-lport", "2600", "outport == @rej.e && icmp4", "allow-related"],
  ],
  [
    "--apply-after-lb",
    ...["acl-add", "deny.g", "from-lport", "2000", "inport == @deny.g && ip", "drop"],
  ],
  ["qos-add", "sub-acl", "to-lport", "100", 'outport=="e.fix"', "rate=1000", "dscp=10"],
  ["lsp-set-options", "e.fix", "qdisc_queue_id=1", keyed(2)],
  ["lsp-set-port-security", "j.fix", "00:00:00:1b:00:07 10.18.0.7 fd00:10:18::7"],
];

const balancers: readonly Command[] = [
  ["lb-add", "web", "10.96.0.10:80", "10.18.0.6:8080,10.18.0.7:8080", "tcp"],
  ["lb-add", "whole", "10.96.0.11", "10.18.0.6"],
  ["create", "Load_Balancer", "name=empty", "protocol=tcp", 'vips:"10.96.0.12:80"=""'],
  ["lb-add", "sticky", "10.96.0.13:80", "10.18.0.6:8080,10.17.0.6:8080", "tcp"],
  ["set", "Load_Balancer", "sticky", "options:affinity_timeout=60"],
  ...["web", "whole", "empty", "sticky"].map((name) => ["ls-lb-add", "sub-lb", name]),
];

const localnet: readonly Command[] = [
  ["lsp-add", "sub-lb", "localnetx"],
  ["lsp-set-type", "localnetx", "localnet"],
  ["lsp-set-addresses", "localnetx", "unknown"],
  ["lsp-set-options", "localnetx", "network_name=ext", keyed(5)],
];

/** Everything that the lab or an earlier recording has in the northbound. */
export const wipe: readonly Command[] = [
  ...["Logical_Switch", "Logical_Router", "Load_Balancer", "Port_Group", "Address_Set"].map(
    (table) => ["--all", "destroy", table],
  ),
  ["meter-del"],
];

export const traceCluster: readonly Command[] = [
  ...routing,
  ...policies,
  ...balancers,
  ...localnet,
];
