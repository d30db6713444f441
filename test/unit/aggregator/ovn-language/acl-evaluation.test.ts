import assert from "node:assert/strict";
import { test } from "node:test";
import type { Northbound } from "../../../../aggregator/inventory/ovn/northbound.ts";
import type {
  Acl,
  LogicalSwitchPort,
} from "../../../../aggregator/inventory/ovn/northbound-rows.ts";
import { evaluateAcls } from "../../../../aggregator/ovn-language/acl-evaluation.ts";

const packet = {
  inport: "a.default",
  outport: "b.default",
  ipSrc: "10.16.0.5",
  ipDst: "10.16.0.6",
  protocol: 6,
  sourcePort: 61_001,
  destinationPort: 8080,
};
const groups: Readonly<Record<string, readonly string[]>> = {
  b: ["b.default"],
  others: ["c.default"],
};
const port = { name: "b.default" } as LogicalSwitchPort;

function acl(priority: number, match: string, action: Acl["action"], tier = 0): Acl {
  return {
    uuid: `00000000-0000-4000-8000-${String(priority).padStart(12, "0")}`,
    name: null,
    direction: "to-lport",
    priority,
    tier,
    match,
    action,
    isAppliedAfterLb: false,
    isLogged: false,
    externalIds: new Map(),
  };
}

function evaluate(...acls: readonly Acl[]): string {
  // Of the northbound only this is asked.
  const northbound = {
    switchOf: () => ({ name: "ovn-default" }),
    portsOf: () => [port],
    portGroupsOf: () => [],
    aclsOf: () => acls,
    addressSet: () => null,
    portGroupByName: (name: string) =>
      name in groups ? { ports: (groups[name] ?? []).map((one) => `of ${one}`) } : null,
    mirror: {
      tables: { switchPorts: { get: (uuid: string) => ({ name: uuid.slice(3), addresses: [] }) } },
    },
  } as unknown as Northbound;
  const evaluation = evaluateAcls(northbound, port, "to-lport", false, packet);
  return "acl" in evaluation ? `${evaluation.kind} ${evaluation.acl.priority}` : evaluation.kind;
}

const deny = acl(2000, "outport == @b && ip", "drop");

test("a match that cannot be read leaves open only what it could be about", () => {
  const unreadable = "ip && tcp.dst =~ 80";
  const ofOthers = acl(3000, `outport == @others && ${unreadable}`, "drop");
  assert.equal(evaluate(ofOthers, deny), "decided 2000");
  assert.equal(
    evaluate(acl(3000, `outport == "c.default" && ${unreadable}`, "drop"), deny),
    "decided 2000",
  );
  assert.equal(
    evaluate(acl(3000, `inport == @others && ${unreadable}`, "drop"), deny),
    "decided 2000",
  );
  assert.equal(evaluate(acl(3000, `udp && new.field == 3`, "drop"), deny), "decided 2000");
  assert.equal(
    evaluate(acl(3000, `outport == @b && ${unreadable}`, "drop"), deny),
    "undecided 3000",
  );
  assert.equal(evaluate(acl(3000, unreadable, "drop"), deny), "undecided 3000");
});

test("whether it allows does not matter where what follows allows, too", () => {
  const open = acl(3000, "outport == @b && new.field == 3", "allow-related");
  assert.equal(evaluate(open, acl(2000, "outport == @b && tcp", "allow-related")), "decided 2000");
  assert.equal(evaluate(open, deny), "undecided 3000");
  assert.equal(evaluate(open), "undecided 3000");
});

test("what OVN refuses decides nothing", () => {
  assert.equal(evaluate(acl(3000, "outport == @b && !udp", "allow-related"), deny), "decided 2000");
  assert.equal(evaluate(acl(3000, "outport == @b && ip4.src == ::1", "drop")), "none-matches");
});

test("a range of ports, a tier that passes on", () => {
  const range = acl(2001, "outport == @b && ip && 8000 <= tcp.dst <= 8100", "allow-related");
  assert.equal(evaluate(range, deny), "decided 2001");
  const other = acl(2001, "outport == @b && ip && 80 <= tcp.dst <= 90", "allow-related");
  assert.equal(evaluate(other, deny), "decided 2000");
  assert.equal(evaluate(acl(9000, "tcp", "pass"), acl(100, "tcp", "drop", 2)), "decided 100");
});
