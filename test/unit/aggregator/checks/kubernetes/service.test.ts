import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceCheck } from "../../../../../aggregator/checks/kubernetes/service.ts";
import type { ServiceRow } from "../../../../../aggregator/evidence/destination-rows.ts";
import type { EvidenceBody } from "../../../../../aggregator/evidence/item.ts";
import { outcomeOf, seen, unseen, wordsOf } from "../beyond-pods.ts";

const row: ServiceRow = {
  namespace: "default",
  name: "web",
  vip: "10.96.0.10:80",
  ports: ["tcp/80", "udp/53"],
  askedPort: "tcp/80",
  endpoints: ["10.16.0.6:8080", "10.17.0.5:8080"],
  balancer: "cluster-tcp-loadbalancer",
  elsewhere: [],
  backends: ["10.17.0.5:8080", "10.16.0.6:8080"],
};
const service = { namespace: "default", name: "web", ip: "10.96.0.10", port: 80, backends: [] };
const plan = { service, targetPort: 8080 };

function item(changes: Partial<ServiceRow>): EvidenceBody {
  return { kind: "row", name: "service", data: { ...row, ...changes } };
}

function wordsFor(changes: Partial<ServiceRow>): string {
  return wordsOf(outcomeOf(serviceCheck, plan, [seen(item(changes))]));
}

test("the same backends in another order are clean, and so is a path to no Service", () => {
  assert.equal(wordsFor({}), "clean");
  assert.equal(wordsOf(outcomeOf(serviceCheck, {}, [])), "clean");
});

test("a port that the Service does not have, before what follows from it", () => {
  const words = wordsFor({ askedPort: "tcp/8080", endpoints: [], balancer: null, backends: [] });
  assert.equal(words, "SERVICE_PORT_MISMATCH decisive");
});

test("no endpoints explain that there is no VIP", () => {
  const words = wordsFor({ endpoints: [], balancer: null, backends: [] });
  assert.equal(words, "SERVICE_NO_ENDPOINTS decisive");
});

test("endpoints without a VIP, or with one on another switch's load balancer", () => {
  const missing = { balancer: null, backends: [] };
  assert.equal(wordsFor(missing), "LOAD_BALANCER_MISSING decisive");
  const outcome = outcomeOf(serviceCheck, plan, [seen(item({ ...missing, elsewhere: ["lb"] }))]);
  assert.match(JSON.stringify(outcome), /"LOAD_BALANCER_NOT_ATTACHED","args":\{"names":\["lb"\]/);
});

test("a backend that is no endpoint decides only where packets went to it", () => {
  const stale = { backends: ["10.16.0.6:8080", "10.16.0.99:8080"] };
  assert.equal(wordsFor(stale), "LOAD_BALANCER_STALE supporting"); // they went to 10.16.0.6
  assert.equal(
    wordsFor({ ...stale, endpoints: ["10.17.0.5:8080"] }),
    "LOAD_BALANCER_STALE decisive",
  );
});

test("what could not be looked at, or is gone meanwhile, is no clean Service", () => {
  assert.equal(wordsOf(outcomeOf(serviceCheck, plan, [])), "skipped");
  assert.equal(wordsOf(outcomeOf(serviceCheck, plan, [unseen(item({}))])), "skipped");
  const gone: EvidenceBody = { kind: "row", name: "service", data: null };
  assert.equal(wordsOf(outcomeOf(serviceCheck, plan, [seen(gone)])), "skipped");
});

test("backends whose health check failed get no packet: all of them, or some", () => {
  const offline = ["10.17.0.5:8080"];
  assert.equal(wordsFor({ offline }), "SERVICE_BACKEND_OFFLINE beside");
  assert.equal(wordsFor({ offline: row.backends }), "SERVICE_BACKEND_OFFLINE decisive");
  assert.equal(wordsFor({ offline: [] }), "clean");
});

test("where local backends are preferred this client meets no others", () => {
  assert.equal(wordsFor({ local: ["10.16.0.6:8080"] }), "SERVICE_PREFERS_LOCAL beside");
  assert.equal(wordsFor({ local: row.backends }), "clean");
  assert.equal(wordsFor({ local: [] }), "clean");
});

test("a VIP in a range that skips connection tracking, with the option that says so", () => {
  const skipped = { option: "skip_conntrack_dst_cidrs", range: "10.96.0.0/24" };
  assert.equal(wordsFor({ skipped, backends: [] }), "SERVICE_VIP_SKIPPED decisive");
  assert.equal(wordsFor({ skipped: null }), "clean");
});
