import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetnsSpec } from "../../../../lab/netns/declared.ts";
import { mtuCommands, netnsCommands } from "../../../../lab/netns/diff.ts";
import type {
  ObservedAddress,
  ObservedLink,
  ObservedNetns,
  ObservedRoute,
} from "../../../../lab/netns/observe.ts";

const spec: NetnsSpec = {
  name: "lab-pod-default-a",
  forwarding: false,
  sysctls: [],
  firewall: null,
  foreignLinks: ["br-int"],
  links: [
    {
      name: "eth0",
      mtu: 1400,
      mac: "00:00:00:01:02:03",
      addresses: ["10.16.0.5/16"],
      checksums: true,
    },
  ],
  routes: [{ dst: "default", via: "10.16.0.1", dev: "eth0" }],
};

const eth0: ObservedLink = {
  ifname: "eth0",
  ifindex: 2,
  flags: ["BROADCAST", "UP", "LOWER_UP"],
  mtu: 1400,
  address: "00:00:00:01:02:03",
  addr_info: [
    { family: "inet", local: "10.16.0.5", prefixlen: 16, scope: "global" },
    { family: "inet6", local: "fe80::1", prefixlen: 64, scope: "link" },
  ],
};
const lo: ObservedLink = { ifname: "lo", ifindex: 1, flags: ["LOOPBACK", "UP"], mtu: 65_536 };
const declared: ObservedNetns = {
  links: [lo, eth0],
  routes: [
    { dst: "10.16.0.0/16", dev: "eth0", protocol: "kernel", prefsrc: "10.16.0.5" },
    { dst: "default", gateway: "10.16.0.1", dev: "eth0" },
  ],
  rules: [0, 32_766, 32_767],
  rules6: [0, 32_766],
};
/** Put back with whatever is done to links, addresses and routes, which may take it along. */
const always = ["route replace default via 10.16.0.1 dev eth0"];
const readdressed = [
  "addr del 10.16.0.5/16 dev eth0",
  "addr replace 10.16.0.5/16 dev eth0",
  ...always,
];

function commandsFor(changes: Partial<ObservedNetns>): string[] {
  return netnsCommands(spec, { ...declared, ...changes });
}

test("nothing is done to a namespace as declared", () => {
  assert.deepEqual(commandsFor({}), []);
});

test("a route that is missing is put back alone", () => {
  const routes = declared.routes.filter(({ dst }) => dst !== "default");
  assert.deepEqual(commandsFor({ routes }), always);
});

test("what was done to a link is undone", () => {
  const changed = {
    ...eth0,
    address: "00:00:00:00:00:09",
    flags: ["NOARP"],
    master: "x",
  };
  assert.deepEqual(commandsFor({ links: [lo, changed] }), [
    "link set eth0 nomaster",
    "link set eth0 address 00:00:00:01:02:03",
    "link set eth0 arp on",
    "link set eth0 up",
    ...always,
  ]);
});

test("MTUs come first, and only where they differ", () => {
  assert.deepEqual(mtuCommands(spec, [lo, { ...eth0, mtu: 600 }]), ["link set eth0 mtu 1400"]);
  assert.deepEqual(mtuCommands(spec, [lo, eth0]), []);
});

test("links that nobody declared are deleted, those of other programs stay", () => {
  const alien = { ...lo, ifname: "dummy0" };
  const foreign = { ...lo, ifname: "br-int" };
  const commands = commandsFor({ links: [lo, eth0, alien, foreign] });
  assert.deepEqual(commands, ["link del dummy0", ...always]);
  const behind = [...declared.routes, { dst: "10.16.0.9", dev: "dummy0", scope: "link" }];
  assert.deepEqual(
    commandsFor({ links: [lo, eth0, alien, foreign], routes: behind }),
    commands,
    "their routes go with them",
  );
});

test("a missing address is added; a wrong one goes and all declared ones are put back", () => {
  const bare = { ...eth0, addr_info: [] };
  assert.deepEqual(commandsFor({ links: [lo, bare] }), [
    "addr replace 10.16.0.5/16 dev eth0",
    ...always,
  ]);
  const wrong = { family: "inet", local: "10.16.9.9", prefixlen: 16, scope: "global" };
  const links = [lo, { ...eth0, addr_info: [...(eth0.addr_info ?? []), wrong] }];
  assert.deepEqual(commandsFor({ links }), [
    "addr del 10.16.9.9/16 dev eth0",
    "addr replace 10.16.0.5/16 dev eth0",
    ...always,
  ]);
});

test("a deleted connected route comes back with its address", () => {
  assert.deepEqual(commandsFor({ routes: [] }), readdressed);
});

test("alien routes are deleted, in whatever table and of whatever type", () => {
  const routes = [
    ...declared.routes,
    { type: "blackhole", dst: "10.16.0.7" },
    { dst: "10.17.0.0/16", gateway: "10.16.0.9", dev: "eth0", table: "99" },
    { dst: "default", gateway: "10.16.0.99", dev: "eth0" },
  ];
  assert.deepEqual(commandsFor({ routes }), [
    "route del blackhole 10.16.0.7",
    "route del 10.17.0.0/16 via 10.16.0.9 dev eth0 table 99",
    "route del default via 10.16.0.99 dev eth0",
    ...always,
  ]);
});

test("a connected route that was replaced goes before its address is put back", () => {
  const replaced = { dst: "10.16.0.0/16", dev: "eth0", prefsrc: "10.16.7.7" };
  const loopback = { family: "inet", local: "10.16.7.7", prefixlen: 32, scope: "global" } as const;
  const own = { family: "inet", local: "127.0.0.1", prefixlen: 8, scope: "host" } as const;
  assert.deepEqual(
    commandsFor({
      links: [{ ...lo, addr_info: [own, loopback] }, eth0],
      routes: [replaced, ...declared.routes.slice(1)],
    }),
    [
      "route del 10.16.0.0/16 dev eth0",
      "addr del 10.16.7.7/32 dev lo",
      "addr del 10.16.0.5/16 dev eth0",
      "addr replace 10.16.0.5/16 dev eth0",
      ...always,
    ],
  );
});

test("an IPv6 address that is a duplicate is put anew, without detection", () => {
  const address = { family: "inet6", local: "fd00::5", prefixlen: 112, scope: "global" };
  const dual: NetnsSpec = {
    ...spec,
    links: spec.links.map((link) => ({ ...link, addresses: ["fd00::5/112"] })),
  };
  const route = { dst: "fd00::/112", dev: "eth0", protocol: "kernel" };
  const routes = [...declared.routes, route];
  const commandsWith = (found: object): string[] =>
    netnsCommands(dual, {
      ...declared,
      routes,
      links: [lo, { ...eth0, addr_info: [{ ...address, ...found }] }],
    });
  assert.deepEqual(commandsWith({}), []);
  assert.deepEqual(commandsWith({ dadfailed: true }).slice(0, 2), [
    "addr del fd00::5/112 dev eth0",
    "addr replace fd00::5/112 dev eth0 nodad",
  ]);
});

test("a route that was given more than is declared is replaced", () => {
  const [connected = { dst: "" }, plain = { dst: "" }] = declared.routes;
  const more: readonly Partial<ObservedRoute>[] = [
    { metrics: [{ mtu: 600 }] },
    { flags: ["onlink"] },
    { protocol: "static" },
    { scope: "link" },
    { pref: "high" },
  ];
  for (const found of more) {
    const routes = [connected, { ...plain, ...found }];
    const expected = ["route del default via 10.16.0.1 dev eth0", ...always];
    assert.deepEqual(commandsFor({ routes }), expected, JSON.stringify(found));
  }
  const asItIs = { ...plain, flags: ["linkdown"], protocol: "boot", scope: "global" };
  assert.deepEqual(commandsFor({ routes: [connected, asItIs] }), []);
});

test("of several routes to one destination, the alien one is named in full", () => {
  const [, plain = { dst: "" }] = declared.routes;
  const routes = [...declared.routes, { ...plain, metric: 50 }, { ...plain, tos: "0x10" }];
  assert.deepEqual(commandsFor({ routes }), [
    "route del default via 10.16.0.1 dev eth0 metric 50",
    "route del default tos 0x10 via 10.16.0.1 dev eth0",
    ...always,
  ]);
});

test("what IPv6 adds to a route that asks for nothing is no difference", () => {
  const dual = { ...spec, routes: [{ dst: "::/0", via: "fd00::1", dev: "eth0" }] };
  const route = { dst: "::/0", gateway: "fd00::1", dev: "eth0", flags: [], pref: "medium" };
  const [connected = { dst: "" }] = declared.routes;
  const commandsWith = (found: Partial<ObservedRoute>): string[] =>
    netnsCommands(dual, { ...declared, routes: [connected, { ...route, ...found }] });
  assert.deepEqual(commandsWith({ metric: 1024 }), []);
  assert.deepEqual(commandsWith({ metric: 77 }), [
    "route del ::/0 via fd00::1 dev eth0 metric 77",
    "route replace ::/0 via fd00::1 dev eth0",
  ]);
});

test("a connected route with a metric of its own comes back with its address", () => {
  const [connected = { dst: "" }, plain = { dst: "" }] = declared.routes;
  const routes = [{ ...connected, metrics: [{ mtu: 600 }] }, plain];
  assert.deepEqual(commandsFor({ routes }), readdressed);
});

test("an address that ends, has a peer or no connected route is put anew", () => {
  const changes: readonly Partial<ObservedAddress>[] = [
    { valid_life_time: 200, preferred_life_time: 100 },
    { preferred_life_time: 0, deprecated: true },
    { address: "10.16.0.9" },
    { noprefixroute: true },
  ];
  for (const change of changes) {
    const [own, ...others] = eth0.addr_info ?? [];
    assert.ok(own !== undefined);
    const links = [lo, { ...eth0, addr_info: [{ ...own, ...change }, ...others] }];
    assert.deepEqual(commandsFor({ links }), readdressed, JSON.stringify(change));
  }
});

test("a link that is held down, or has a program before it, is let go", () => {
  const changed = { ...eth0, proto_down: true, xdp: { mode: 2 } };
  assert.deepEqual(commandsFor({ links: [lo, changed] }), [
    "link set eth0 protodown off",
    "link set eth0 xdp off",
    ...always,
  ]);
});

test("alien policy rules are deleted, and loopback is brought up", () => {
  const down = { ...lo, flags: ["LOOPBACK"] };
  const commands = commandsFor({ links: [down, eth0], rules: [0, 50, 32_766, 32_767] });
  assert.equal(commands[0], "link set lo up");
  assert.ok(commands.includes("rule del priority 50"));
});
