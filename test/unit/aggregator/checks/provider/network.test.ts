import assert from "node:assert/strict";
import { test } from "node:test";
import { providerCheck } from "../../../../../aggregator/checks/provider/network.ts";
import type { ProviderRow } from "../../../../../aggregator/evidence/destination-rows.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";
import { outcomeOf, seen, unseen, wordsOf } from "../beyond-pods.ts";

const recorded = recordedCases()
  .find(({ name }) => name.startsWith("healthy-underlay."))
  ?.caseFile.evidence.find((item) => item.name === "node" && item.data !== null);
assert.ok(recorded?.name === "node" && recorded.data !== null);
const node = recorded.data;
const [first] = node.links;
assert.ok(first);
const nodeLink = first;

const plan = { fabric: "provider" } as const;
const row: ProviderRow = {
  subnet: "ulay",
  localnet: "localnet.ulay",
  tag: 100,
  network: "pn1",
  vlan: 100,
  nic: "eth1",
};

interface Changes {
  readonly row?: Partial<ProviderRow>;
  readonly mappings?: string;
  readonly nicIn?: string;
  readonly up?: boolean;
}

function itemsOf(changes: Changes): EvidenceItem[] {
  const { mappings = "pn0:br-pn0,pn1:br-pn1", nicIn = "br-pn1", up = true } = changes;
  const facts: Partial<typeof node> = {
    externalIds: { "ovn-bridge-mappings": mappings },
    bridgePorts: [{ bridge: nicIn, interface: "eth1" }],
    links: [{ ...nodeLink, name: "eth1", up }],
    vswitchd: {
      running: true,
      version: "",
      reasons: [],
      bridges: ["br-int", "br-pn1"],
      datapathType: "netdev",
    },
  };
  return (["source", "destination"] as const).flatMap((role) => [
    seen({
      kind: "row",
      name: "provider",
      role,
      data: { ...row, ...(role === "source" ? changes.row : {}) },
    }),
    seen({ kind: "fact", name: "node", role, data: { ...node, ...facts } }),
  ]);
}

function wordsFor(changes: Changes): string {
  const words = wordsOf(outcomeOf(providerCheck, plan, itemsOf(changes)));
  return [...new Set(words.split(", "))].join(", ");
}

test("all that fits is clean, and so is a path through tunnels", () => {
  assert.equal(wordsFor({}), "clean");
  const tunnel = outcomeOf(providerCheck, {}, itemsOf({ row: { tag: 200 } }));
  assert.equal(wordsOf(tunnel), "clean");
});

test("another tag than the Vlan's, and none where there is one", () => {
  assert.equal(wordsFor({ row: { tag: 200 } }), "PROVIDER_VLAN_MISMATCH decisive");
  assert.equal(wordsFor({ row: { tag: null } }), "PROVIDER_VLAN_MISMATCH decisive");
  assert.equal(wordsFor({ row: { tag: null, vlan: 0 } }), "clean"); // untagged
});

test("a mapping that is not there, or of a bridge that is not there", () => {
  for (const mappings of ["", "pn10:br-pn1", "pn1:br-none"]) {
    assert.equal(wordsFor({ mappings }), "BRIDGE_MAPPING_MISSING decisive", mappings);
  }
});

test("a NIC in another bridge, and one that is down", () => {
  assert.equal(wordsFor({ nicIn: "br-ex" }), "PROVIDER_NIC_MISSING decisive");
  assert.equal(wordsFor({ up: false }), "INTERFACE_DOWN decisive");
});

test("what could not be looked at is no clean network", () => {
  assert.equal(wordsOf(outcomeOf(providerCheck, plan, [])), "skipped");
  const failed = itemsOf({ up: false }).map((item) => unseen(item));
  assert.equal(wordsOf(outcomeOf(providerCheck, plan, failed)), "skipped");
});
