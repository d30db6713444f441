import assert from "node:assert/strict";
import { test } from "node:test";
import { northboundRows } from "../../../../lab/northbound/rows.ts";
import { northboundShapes } from "../../../../lab/northbound/shapes.ts";
import { operationsTo } from "../../../../lab/ovsdb/diff.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const rows = northboundRows(topologyOf("lab", 4));

function columnsOf(table: string, key: string): Record<string, unknown> {
  const row = rows.find((candidate) => candidate.table === table && candidate.key === key);
  assert.ok(row, `${table} ${key}`);
  return row.columns;
}

test("every row is declared once, and only columns that its table's shape lists", () => {
  const keys = rows.map(({ table, key }) => `${table} ${key}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { table, columns } of rows) {
    const known = Object.keys(northboundShapes[table]?.defaults ?? {});
    for (const column of Object.keys(columns))
      assert.ok(known.includes(column), `${table}.${column}`);
  }
});

test("every reference leads to a declared row", () => {
  assert.equal(operationsTo(rows, new Map(), northboundShapes).length, rows.length);
});

test("a row read back has the key it was declared with", () => {
  for (const operation of operationsTo(rows, new Map(), northboundShapes)) {
    const { table, row } = operation as { table: string; row: Record<string, unknown> };
    if (table === "NB_Global") continue;
    const plain = Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, unboxed(value)]),
    );
    const key = northboundShapes[table]?.keyOf(plain);
    assert.ok(
      rows.some((candidate) => candidate.table === table && candidate.key === key),
      key,
    );
  }
});

test("a pod's port is named and described as Kube-OVN does", () => {
  const port = columnsOf("Logical_Switch_Port", "b.default");
  assert.deepEqual(port.external_ids, {
    map: { ls: "ovn-default", pod: "default/b", vendor: "kube-ovn" },
  });
  const toRouter = columnsOf("Logical_Switch_Port", "ovn-default-ovn-cluster");
  assert.equal(toRouter.type, "router");
  assert.deepEqual(toRouter.options, { map: { "router-port": "ovn-cluster-ovn-default" } });
});

test("the policy denies by default and allows one peer, through port group and address set", () => {
  assert.deepEqual(columnsOf("Port_Group", "allow.web.default").external_ids, {
    map: { np: "default/allow-web", vendor: "kube-ovn" },
  });
  const deny = "outport == @allow.web.default && ip";
  const acl = columnsOf("ACL", `allow.web.default to-lport 2000 ${deny}`);
  assert.deepEqual([acl.action, acl.name], ["drop", ["default/allow-web"]]);
  const allowed = columnsOf("Address_Set", "allow.web.default.ingress.allow.IPv4.0");
  assert.deepEqual(allowed.addresses, ["10.16.0.5"]);
});

test("router policies have Kube-OVN's priorities, and reroute to the node's join address", () => {
  const node = columnsOf("Logical_Router_Policy", "30000 ip4.dst == 198.18.0.12");
  assert.deepEqual([node.action, node.nexthops], ["reroute", ["100.64.0.3"]]);
  const gateway = columnsOf("Logical_Router_Policy", "29000 ip4.src == $ovn.default.node2_ip4");
  assert.deepEqual(gateway.nexthops, ["100.64.0.3"]);
  assert.equal(
    columnsOf("Logical_Router_Policy", "31000 ip4.dst == 10.17.0.0/16 subnet2").action,
    "allow",
  );
});

test("a centralized gateway takes all of its Subnet to the gateway node's join address", () => {
  const gateway = columnsOf("Logical_Router_Policy", "29000 ip4.src == 10.18.0.0/16");
  assert.deepEqual([gateway.action, gateway.nexthops], ["reroute", ["100.64.0.4"]]);
  assert.deepEqual(gateway.external_ids, {
    map: { subnet: "subnet3", node3: "100.64.0.4", vendor: "kube-ovn" },
  });
  const groups = rows.filter(({ table, key }) => table === "Port_Group" && /subnet3/.test(key));
  assert.deepEqual(groups, []);
});

test("a VPC of its own has a router with its Subnets, and a port towards its peer", () => {
  const router = columnsOf("Logical_Router", "vpc1");
  assert.deepEqual(router.ports, {
    table: "Logical_Router_Port",
    keys: ["vpc1-vpc1-net", "vpc1-vpc1-net2", "vpc1-vpc2"],
  });
  const peer = columnsOf("Logical_Router_Port", "vpc1-vpc2");
  assert.deepEqual(peer.peer, ["vpc2-vpc1"]);
  const bySource = columnsOf("Logical_Router_Static_Route", "10.30.0.0/16 10.30.0.1");
  assert.deepEqual(bySource.policy, ["src-ip"]);
  const toPeer = columnsOf("Logical_Router_Static_Route", "10.40.0.0/16 169.254.101.2");
  assert.deepEqual(toPeer.policy, ["dst-ip"]);
  assert.equal(
    columnsOf("Logical_Router_Policy", "31000 ip4.dst == 10.30.0.0/16 vpc1-net2").action,
    "allow",
  );
  const port = columnsOf("Logical_Switch_Port", "vpc1-net-vpc1");
  assert.deepEqual(port.options, { map: { "router-port": "vpc1-vpc1-net" } });
  const own = columnsOf("Logical_Switch", "vpc1-net").load_balancer as { keys: readonly string[] };
  assert.ok(own.keys.includes("vpc-vpc1-tcp-load"));
});

test("of several gateway nodes all are next hops, each under its own name", () => {
  const { nexthops, external_ids: ids } = columnsOf(
    "Logical_Router_Policy",
    "29000 ip4.src == 10.22.0.0/16",
  );
  assert.deepEqual(nexthops, ["100.64.0.3", "100.64.0.4"]);
  const nodes = { node2: "100.64.0.3", node3: "100.64.0.4" };
  assert.deepEqual(ids, { map: { subnet: "ecmp", ...nodes, vendor: "kube-ovn" } });
});

test("pods of a VPC of its own are in no port group of a node", () => {
  const groups = rows.filter(({ table }) => table === "Port_Group");
  const members = groups.flatMap(
    ({ columns }) => (columns.ports as { keys: readonly string[] }).keys,
  );
  assert.ok(members.includes("a.default"));
  assert.ok(!members.includes("va.default"));
});

test("pods of an underlay Subnet are in the group of their node alone", () => {
  const groupsOf = (port: string): string[] =>
    rows
      .filter(({ table }) => table === "Port_Group")
      .filter(({ columns }) => Object(columns.ports).keys.includes(port))
      .map(({ key }) => key);
  assert.deepEqual(groupsOf("ua.default"), ["node.node1"]);
  assert.deepEqual(groupsOf("a.default"), ["ovn.default.node1", "node.node1"]);
});

test("an underlay Subnet has a localnet port with its VLAN, and no router", () => {
  const port = columnsOf("Logical_Switch_Port", "localnet.ulay");
  assert.deepEqual([port.type, port.tag, port.addresses], ["localnet", [100], ["unknown"]]);
  assert.deepEqual(port.options, { map: { network_name: "pn1" } });
  const { ports, load_balancer } = columnsOf("Logical_Switch", "ulay");
  assert.deepEqual((ports as { keys: readonly string[] }).keys, [
    "localnet.ulay",
    "ua.default",
    "ub.default",
  ]);
  const overlay = columnsOf("Logical_Switch", "ovn-default");
  assert.deepEqual(load_balancer, overlay.load_balancer);
  assert.ok(!rows.some(({ table, key }) => table === "Logical_Router_Port" && /ulay$/.test(key)));
});

test("joined Subnets have a localnet port, and one to the router by its own address", () => {
  for (const [name, network] of [
    ["u2o", "172.29.0.2/16"],
    ["ulay-logical", "172.28.0.1/16"],
  ] as const) {
    const { ports } = columnsOf("Logical_Switch", name);
    const keys = (ports as { keys: readonly string[] }).keys;
    assert.deepEqual(keys.slice(0, 2), [`${name}-ovn-cluster`, `localnet.${name}`]);
    const { networks } = columnsOf("Logical_Router_Port", `ovn-cluster-${name}`);
    assert.equal((networks as readonly string[])[0], network);
  }
  const outward = columnsOf("Logical_Router_Policy", "29000 ip4.src == 172.29.0.0/16");
  assert.deepEqual(outward.nexthops, ["172.29.0.1"]);
});

test("a VPC with an external network has a port there by a chassis, and its rules", () => {
  const { ports, nat, load_balancer } = columnsOf("Logical_Router", "vpc3");
  assert.deepEqual((ports as { keys: readonly string[] }).keys, ["vpc3-vpc3-net", "vpc3-external"]);
  assert.deepEqual((nat as { keys: readonly string[] }).keys, ["172.31.0.12", "172.31.0.14"]);
  assert.deepEqual((load_balancer as { keys: readonly string[] }).keys, ["dnat1"]);
  const { gateway_chassis } = columnsOf("Logical_Router_Port", "vpc3-external");
  assert.equal((gateway_chassis as { keys: readonly string[] }).keys.length, 1);
  assert.equal(columnsOf("NAT", "172.31.0.14").logical_ip, "10.50.0.7");
});

test("a Service is a VIP per port on the load balancer of its protocol and affinity", () => {
  assert.deepEqual(columnsOf("Load_Balancer", "cluster-tcp-loadbalancer").vips, {
    map: {
      "10.96.0.10:80": "10.16.0.6:8080,10.17.0.5:8080",
      "10.96.0.14:80": "10.16.0.6:8080",
      "10.96.0.15:80": "10.16.0.7:8080",
      "10.96.0.16:80": "198.18.0.12:8080",
      "[fd00:10:96::10]:80": "[fd00:198:18::c]:8080",
      "[fd00:10:96::a]:80": "[fd00:10:16::6]:8080,[fd00:10:17::5]:8080",
      "[fd00:10:96::e]:80": "[fd00:10:16::6]:8080",
      "[fd00:10:96::f]:80": "[fd00:10:16::7]:8080",
    },
  });
  assert.deepEqual(columnsOf("Load_Balancer", "cluster-udp-session-loadbalancer").vips, {
    map: {
      "10.96.0.11:53": "10.16.0.6:9090,10.17.0.5:9090",
      "[fd00:10:96::b]:53": "[fd00:10:16::6]:9090,[fd00:10:17::5]:9090",
    },
  });
});

test("both families have addresses, networks, policies, address sets and a default route", () => {
  const { addresses } = columnsOf("Logical_Switch_Port", "b.default");
  assert.match(String(addresses), /^00:00:00:\S+ 10\.16\.0\.6 fd00:10:16::6$/);
  const port = columnsOf("Logical_Router_Port", "ovn-cluster-ovn-default");
  assert.deepEqual(port.networks, ["10.16.0.1/16", "fd00:10:16::1/112"]);
  const gateway = columnsOf("Logical_Router_Policy", "29000 ip6.src == $ovn.default.node2_ip6");
  assert.deepEqual(gateway.nexthops, ["fd00:100:64::3"]);
  const allowed = columnsOf("Address_Set", "allow.web.default.ingress.allow.IPv6.0");
  assert.deepEqual(allowed.addresses, ["fd00:10:16::5"]);
  columnsOf("Logical_Router_Static_Route", "::/0 fd00:100:64::1");
});

function unboxed(value: unknown): unknown {
  return Array.isArray(value) && value[0] === "set" && value[1].length === 1 ? value[1][0] : value;
}
