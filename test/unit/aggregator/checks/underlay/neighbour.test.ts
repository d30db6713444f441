import assert from "node:assert/strict";
import { test } from "node:test";
import { tunnelNeighbourCheck } from "../../../../../aggregator/checks/underlay/neighbour.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import type { Neighbour__Output } from "../../../../../proto/gen/tapline/v1/Neighbour.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";
import { wordsOf } from "../beyond-pods.ts";

/** The source's node has the MAC of a host that is no node of the path. */
const wrong = recorded("tunnel-neighbour-wrong.cross-node.tcp");
const [sourceAddress, destinationAddress] = ["198.18.0.11", "198.18.0.12"];
const sourceMac = "00:00:00:4d:25:64";

type Entry = Partial<Neighbour__Output>;

/** What the check says with other entries for the two nodes, and for a third. */
function verdictOf(there: Entry, back: Entry = {}, third: Entry = {}): string {
  const given: Readonly<Record<string, Entry>> = {
    [destinationAddress]: there,
    [sourceAddress]: back,
    "198.18.0.13": third,
  };
  const caseFile = edited(wrong, "node", (_, data) => {
    const tunnelNeighbours = (data.tunnelNeighbours ?? []).map((one) => {
      return { ...one, ...given[one.address] };
    });
    return { ...data, tunnelNeighbours };
  });
  const view = new CaseView(caseFile);
  return wordsOf(tunnelNeighbourCheck.run({ view, located: locate(view), stage: null }));
}

const learnt: Entry = { state: "REACHABLE" };

test("a MAC that other nodes' addresses have as well is the fabric's", () => {
  const fabric = { mac: "02:00:00:00:00:01", state: "REACHABLE" };
  assert.equal(verdictOf(fabric, fabric, fabric), "clean");
  assert.equal(verdictOf({ ...fabric, state: "PERMANENT" }, fabric, fabric), "clean");
});

test("a MAC that was learnt may be that of who answers for the other node", () => {
  assert.equal(verdictOf(learnt, learnt, learnt), "TUNNEL_NEIGHBOUR_WRONG supporting");
});

test("an entry that was set by hand, or a MAC that is the node's own, is wrong for sure", () => {
  const set = { state: "NOARP,PERMANENT" };
  assert.equal(verdictOf(set, learnt), "TUNNEL_NEIGHBOUR_WRONG decisive");
  const own = { ...learnt, mac: sourceMac };
  assert.equal(verdictOf(own, learnt), "TUNNEL_NEIGHBOUR_WRONG decisive");
});

test("where the table does not tell, the other node's entry says whether one stands in", () => {
  assert.equal(verdictOf({}), "TUNNEL_NEIGHBOUR_WRONG decisive");
  // Then neither has the other's.
  const standIn = { mac: "02:00:00:00:00:02" };
  const both = "TUNNEL_NEIGHBOUR_WRONG supporting, TUNNEL_NEIGHBOUR_WRONG supporting";
  assert.equal(verdictOf({}, standIn), both);
});
