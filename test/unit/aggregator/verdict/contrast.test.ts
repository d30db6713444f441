import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { edited, recorded } from "./edit-case.ts";

/** The NICs of both nodes have room for no tunnel of the pods' MTU. */
const smallMtu = 1_400;

function withSmallNics(name: string) {
  return edited(recorded(name), "node", (_item, facts) => ({
    ...facts,
    links: facts.links.map((link) => (/_h$/.test(link.name) ? link : { ...link, mtu: smallMtu })),
  }));
}

function causeOf(name: string, caseFile = recorded(name)): string | undefined {
  return conclude(caseFile).cause?.code;
}

test("small packets do not stop for an MTU that only large ones exceed", () => {
  const name = "underlay-blocked.cross-node.tcp";
  assert.equal(causeOf(name), "UNDERLAY_BLOCKED");
  const { cause, findings } = conclude(withSmallNics(name));
  assert.equal(cause?.code, "UNDERLAY_BLOCKED");
  assert.ok(findings.some(({ code }) => code === "MTU_MISMATCH"));
});

test("where large packets alone stop, their size is the reason", () => {
  assert.equal(causeOf("underlay-mtu-small.cross-node.tcp"), "PATH_MTU_TOO_SMALL");
  assert.equal(causeOf("underlay-mtu-small-asked.cross-node.icmp"), "PATH_MTU_TOO_SMALL");
});
