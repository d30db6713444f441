/**
 * The logical network whose databases are recorded whole, as `ovn-nbctl` commands: a pod that four
 * NetworkPolicies select, one in a private Subnet with a security group, a virtual machine.
 */
type Command = readonly string[];

const vendor = "external_ids:vendor=kube-ovn";

function subnet(name: string, mac: string, network: string): Command[] {
  const [routerPort, switchPort] = [`ovn-cluster-${name}`, `${name}-ovn-cluster`];
  return [
    ["ls-add", name],
    ["lrp-add", "ovn-cluster", routerPort, mac, network],
    ["lsp-add", name, switchPort],
    ["lsp-set-type", switchPort, "router"],
    ["lsp-set-addresses", switchPort, "router"],
    ["lsp-set-options", switchPort, `router-port=${routerPort}`],
  ];
}

function port(name: string, inSwitch: string, addresses: string, pod?: string): Command[] {
  const ids = [vendor, `external_ids:ls=${inSwitch}`];
  return [
    ["lsp-add", inSwitch, name],
    ["lsp-set-addresses", name, addresses],
    ["set", "Logical_Switch_Port", name, ...ids, ...(pod ? [`external_ids:pod=${pod}`] : [])],
  ];
}

function group(name: string, member: string, ids: Readonly<Record<string, string>>): Command[] {
  const columns = Object.entries(ids).map(([key, value]) => `external_ids:${key}="${value}"`);
  return [
    ["pg-add", name, member],
    ["set", "Port_Group", name, vendor, ...columns],
  ];
}

interface Acl {
  readonly in: string;
  readonly table?: "Logical_Switch";
  readonly name: string;
  readonly priority: number;
  readonly match: string;
  readonly action: "drop" | "allow-related";
  readonly direction?: "from-lport";
}

let created = 0;
function acl(spec: Acl): Command[] {
  const id = `@acl${created++}`;
  const afterLb = spec.direction === "from-lport" ? ["options:apply-after-lb=true"] : [];
  const subnetId = spec.table === undefined ? [] : [`external_ids:subnet=${spec.in}`];
  const columns = [
    `direction=${spec.direction ?? "to-lport"}`,
    `priority=${spec.priority}`,
    `match=${JSON.stringify(spec.match)}`,
    `action=${spec.action}`,
    `name=${JSON.stringify(spec.name)}`,
    "log=true",
    `external_ids:parent=${spec.in}`,
    vendor,
  ];
  return [
    [`--id=${id}`, "create", "ACL", ...columns, ...afterLb, ...subnetId],
    ["add", spec.table ?? "Port_Group", spec.in, "acls", id],
  ];
}

const b = "b.default";
const drop = { priority: 2000, action: "drop" } as const;
const peers = "$deny.all.default.ingress.allow.IPv4.0";

const policies: readonly Command[] = [
  ...group("deny.all.default", b, { np: "default/deny-all" }),
  ...group("also.deny.default", b, { np: "default/also-deny" }),
  ...group("egress.only.default", b, { np: "default/egress-only" }),
  ...group("np123.default", b, { np: "default/np123" }),
  ...group("ovn.sg.web", "d.default", { sg: "web", type: "security_group" }),
  ...group("node.node1", "node-node1", { node: "node1", np: "node/node1" }),
  ...group("ovn.default.node1", b, {
    node: "node1",
    np: "ovn-default/node1",
    subnet: "ovn-default",
  }),
  [
    ...["create", "Address_Set", "name=deny.all.default.ingress.allow.IPv4.0"],
    ...['addresses=["10.16.0.77"]', 'external_ids:np="default/deny-all/ingress"'],
  ],
  ...["deny.all", "also.deny", "np123"].flatMap((name) => {
    const match = `outport == @${name}.default && ip`;
    return acl({
      ...drop,
      in: `${name}.default`,
      name: `default/${name.replace(".", "-")}`,
      match,
    });
  }),
  ...acl({
    in: "deny.all.default",
    name: "np/deny.all.default/ingress/IPv4/0",
    priority: 2001,
    match: `outport == @deny.all.default && ip && ip4.src == ${peers} && tcp.dst == 8080`,
    action: "allow-related",
  }),
  ...acl({
    ...drop,
    in: "egress.only.default",
    name: "default/egress-only",
    match: "inport == @egress.only.default && ip",
    direction: "from-lport",
  }),
  ...acl({
    ...drop,
    in: "ovn.sg.web",
    name: "sgweb",
    priority: 2003,
    match: "outport == @ovn.sg.web && ip",
  }),
  ...acl({
    ...drop,
    in: "apart",
    table: "Logical_Switch",
    name: "apart",
    priority: 1000,
    match: "ip",
  }),
  ...acl({
    in: "apart",
    table: "Logical_Switch",
    name: "same",
    priority: 1001,
    match: "ip4.src == 10.17.0.0/16 && ip4.dst == 10.17.0.0/16",
    action: "allow-related",
  }),
];

export const policyCluster: readonly Command[] = [
  ["lr-add", "ovn-cluster"],
  ...subnet("ovn-default", "00:00:00:00:00:01", "10.16.0.1/16"),
  ...subnet("apart", "00:00:00:00:00:02", "10.17.0.1/16"),
  ...subnet("join", "00:00:00:00:00:03", "100.64.0.1/16"),
  ...port("a.default", "ovn-default", "00:00:00:aa:00:05 10.16.0.5", "default/a"),
  ...port("b.default", "ovn-default", "00:00:00:aa:00:06 10.16.0.6", "default/b"),
  ...port(
    "vm1.default",
    "ovn-default",
    "00:00:00:aa:00:09 10.16.0.9 fd00::9",
    "default/virt-launcher-vm1-x",
  ),
  ...port("d.default", "apart", "00:00:00:aa:00:08 10.17.0.8", "default/d"),
  ...port("node-node1", "join", "00:00:00:64:00:02 100.64.0.2"),
  ["lr-policy-add", "ovn-cluster", "31000", "ip4.dst == 10.16.0.0/16", "allow"],
  ["lr-policy-add", "ovn-cluster", "29000", "ip4.src == $x", "reroute", "100.64.0.2"],
  ["lb-add", "cluster-tcp-loadbalancer", "10.96.0.10:80", "10.16.0.5:8080,10.16.0.6:8080", "tcp"],
  ["ls-lb-add", "ovn-default", "cluster-tcp-loadbalancer"],
  ...policies,
];
