import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayCheck } from "../../../../../aggregator/checks/gateway/node.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { recordedItem } from "../../verdict/recorded-cases.ts";
import { outcomeOf, outside, seen, unseen, wordsOf } from "../beyond-pods.ts";

const podFacts = recordedItem("pod", ({ role, data }) => role === "destination" && data !== null);
const portItem = recordedItem("port", ({ role, data }) => role === "destination" && data !== null);
const netns = recordedItem(
  "netns",
  ({ role, place, round }) => role === "source" && place === "node" && round === "before",
);

interface Node {
  readonly forward?: string;
  readonly defaultRoute?: boolean;
  readonly back?: string;
}

/** What the gateway node's agent says; by default all is well. */
function itemsOf({ forward = "1", defaultRoute = true, back = "ovn0" }: Node): EvidenceItem[] {
  assert.ok(podFacts.data !== null && netns.data !== null && portItem.data !== null);
  const plain = { source: "", table: "", type: "" };
  const inside = {
    ...plain,
    destination: "10.16.0.0/16",
    gateway: "100.64.0.1",
    device: "ovn0",
  };
  const out = { ...plain, destination: "default", gateway: "198.18.1.254", device: "br-phy" };
  const routeTo = { ...inside, destination: "10.16.0.5", device: back };
  return [
    seen({
      kind: "fact",
      name: "pod",
      role: "destination",
      data: {
        ...podFacts.data,
        routes: defaultRoute ? [out, inside] : [inside],
        routeTo,
        routeError: "",
        problems: [],
      },
    }),
    seen({
      kind: "port",
      name: "port",
      role: "destination",
      data: { ...portItem.data, interface: "ovn0" },
    }),
    seen({
      kind: "fact",
      name: "netns",
      role: "destination",
      place: "node",
      round: "before",
      data: { ...netns.data, sysctls: { "net.ipv4.ip_forward": forward } },
    }),
  ];
}

function wordsFor(node: Node): string {
  return wordsOf(outcomeOf(gatewayCheck, outside, itemsOf(node)));
}

test("a node with forwarding and routes both ways is clean, so is a path between pods", () => {
  assert.equal(wordsFor({}), "clean");
  assert.equal(wordsOf(outcomeOf(gatewayCheck, {}, [])), "clean");
});

test("forwarding that is off, no way out, no way back", () => {
  assert.equal(wordsFor({ forward: "0" }), "GATEWAY_NOT_FORWARDING decisive");
  assert.equal(wordsFor({ defaultRoute: false }), "GATEWAY_NO_ROUTE decisive");
  assert.equal(wordsFor({ back: "br-phy" }), "NODE_ROUTE_MISSING decisive");
});

test("what is lost on the way back is lost in the reply, unless the node itself is asked", () => {
  const lost = (plan: typeof outside): string =>
    JSON.stringify(outcomeOf(gatewayCheck, plan, itemsOf({ back: "br-phy" })));
  assert.match(lost(outside), /"stage":"gateway","direction":"reply"/);
  assert.match(lost({ ...outside, exit: "host" }), /"stage":"gateway","direction":"request"/);
});

test("a node that is asked itself need not forward", () => {
  const plan = { ...outside, exit: "host" } as const;
  assert.equal(wordsOf(outcomeOf(gatewayCheck, plan, itemsOf({ forward: "0" }))), "clean");
});

test("what could not be looked at is no clean node", () => {
  assert.equal(wordsOf(outcomeOf(gatewayCheck, outside, [])), "skipped");
  const failed = itemsOf({ forward: "0" }).map((item) => unseen(item));
  assert.equal(wordsOf(outcomeOf(gatewayCheck, outside, failed)), "skipped");
});
