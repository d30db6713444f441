import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseLogicalTrace } from "../../../../aggregator/logical-trace/parse.ts";
import {
  datapathsOf,
  isAclStage,
  type LogicalSummary,
  summarise,
} from "../../../../aggregator/logical-trace/summary.ts";
import type { LogicalTrace } from "../../../../aggregator/logical-trace/types.ts";

const folder = new URL("../../../fixtures/ovn-trace/", import.meta.url);
const names = readdirSync(fileURLToPath(folder)).sort();
const refused = ["ambiguous", "syntax-error", "unknown-", "other-port-datapath"];

function text(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

function traceOf(name: string): LogicalTrace {
  return parseLogicalTrace(text(`${name}.ovn-23.03.1.txt`), true);
}

/** [result, ports, reason, stage, uuid prefix] */
function verdict(name: string, expectedPort: string): unknown[] {
  const summary = summarise(traceOf(name), expectedPort);
  if (summary.result === "delivered") return [summary.result, summary.delivery.port];
  if (summary.result === "delivered-elsewhere") {
    return [summary.result, ...summary.deliveries.map((delivery) => delivery.port)];
  }
  if (summary.result !== "dropped") return [summary.result];
  const { reason, step } = summary.drop;
  return [summary.result, reason, step?.stage, step?.uuidPrefix];
}

test("every line of every trace has a place", () => {
  let traces = 0;
  for (const name of names) {
    if (refused.some((prefix) => name.startsWith(prefix) && !name.includes("unicast"))) continue;
    const trace = parseLogicalTrace(text(name), true);
    assert.deepEqual([name, trace.unparsed, trace.complete], [name, [], true]);
    traces++;
  }
  assert.ok(traces >= 25);
});

test("a step has what the line says", () => {
  const { steps, microflow } = traceOf("acl-drop");
  assert.match(microflow, /^tcp,reg14=0x2,/);
  assert.deepEqual(steps.at(-1), {
    index: 10,
    pipeline: "egress",
    datapath: "e294f1e6-7ea1-40f5-9817-ab0aed946f7e",
    inport: "e.fix",
    outport: "f.fix",
    table: 4,
    stage: "ls_out_acl",
    source: "northd.c:6543",
    match: "reg0[9] == 1 && (outport == @deny.f && ip)",
    priority: 3000,
    uuidPrefix: "e88e54e8",
    actions: ["drop;"],
    remarks: [],
    conntrack: "ct_next(ct_state=new|trk)",
    generated: null,
  });
  const last = steps.at(-1);
  assert.equal(last !== undefined && isAclStage(last), true);
});

test("delivered to the expected port, or elsewhere", () => {
  assert.deepEqual(verdict("deliver", "b.default"), ["delivered", "b.default"]);
  assert.deepEqual(verdict("friendly", "b.default"), ["delivered", "b.default"]);
  assert.deepEqual(verdict("deliver", "c.default"), ["delivered-elsewhere", "b.default"]);
  assert.deepEqual(verdict("router", "e.fix"), ["delivered", "e.fix"]);
  assert.deepEqual(verdict("lb", "i.fix"), ["delivered", "i.fix"]);
  assert.deepEqual(verdict("ipv6", "i.fix"), ["delivered", "i.fix"]);
  assert.deepEqual(verdict("acl-reply", "e.fix"), ["delivered", "e.fix"]);
  assert.deepEqual(verdict("arp", "b.default"), ["delivered-elsewhere", "a.default"]);
  assert.deepEqual(verdict("localnet-unknown", "i.fix"), ["delivered-elsewhere", "localnetx"]);
  assert.deepEqual(verdict("arp-flood", "c.default"), ["delivered", "c.default"]);
});

test("dropped, with the flow and the kind of end", () => {
  const drop = (...rest: unknown[]): unknown[] => ["dropped", ...rest];
  assert.deepEqual(verdict("acl-drop", "f.fix"), drop("drop", "ls_out_acl", "e88e54e8"));
  const blocked = drop("blocked", "ls_out_acl", "525687f6");
  assert.deepEqual(verdict("acl-drop-established", "f.fix"), blocked);
  const egress = drop("drop", "ls_in_acl_after_lb", "ae89d865");
  assert.deepEqual(verdict("acl-egress-drop", "f.fix"), egress);
  const security = drop("drop", "ls_in_apply_port_sec", "dc9d978f");
  assert.deepEqual(verdict("port-security", "h.fix"), security);
  assert.deepEqual(verdict("implicit-drop", "b.default"), drop("no-match", "ls_in_l2_lkup", null));
  const route = drop("drop", "lr_in_ip_routing", "57a2d644");
  assert.deepEqual(verdict("router-no-route", "e.fix"), route);
  assert.deepEqual(verdict("lb-empty", "i.fix"), drop("drop", "ls_in_lb", "14d48ff7"));
});

test("a packet that a flow made is not the packet", () => {
  assert.deepEqual(verdict("acl-reject-2", "h.fix").slice(0, 2), ["dropped", "rejected"]);
  assert.deepEqual(verdict("router-ttl", "a.default").slice(0, 2), ["dropped", "icmp-error"]);
  assert.deepEqual(verdict("router-arp-needed", "e.fix").slice(0, 2), ["dropped", "resolving"]);
  assert.deepEqual(verdict("nd", "h.fix").slice(0, 2), ["dropped", "answered"]);
  const { deliveries } = traceOf("router-ttl");
  assert.deepEqual(
    deliveries.map(({ port, generated }) => [port, generated]),
    [["a.default", "icmp4"]],
  );
});

test("the way over a router, and where other packets go other ways", () => {
  assert.equal(datapathsOf(traceOf("router")).length, 3);
  const [choice] = traceOf("router-ecmp").choices;
  assert.deepEqual([choice?.kind, choice?.options], ["select", ["1=100", "2=100"]]);
  const [backend] = traceOf("lb-affinity").choices;
  assert.deepEqual(backend?.options, ["10.18.0.6:8080", "10.17.0.6:8080"]);
});

test("what the tool says instead of a trace", () => {
  assert.equal(traceOf("unknown-datapath").error?.code, "UNKNOWN_DATAPATH");
  assert.deepEqual(traceOf("unknown-port").error, {
    code: "UNKNOWN_PORT",
    text: "zz.default: unknown logical port",
  });
  assert.equal(traceOf("other-port-datapath").error?.code, "UNKNOWN_PORT");
  assert.equal(traceOf("syntax-error").error?.code, "BAD_MICROFLOW");
  assert.equal(summarise(traceOf("ambiguous"), "b.default").result, "error");
});

test("a tool that did not end by itself proves nothing", () => {
  for (const name of names) {
    const { result } = summarise(parseLogicalTrace(text(name), false), "b.default");
    assert.ok(result === "incomplete" || result === "error", `${name}: ${result}`);
  }
});

/** A result that says where the packet ended. */
function isConclusion({ result }: LogicalSummary): boolean {
  return result.startsWith("delivered") || result === "dropped";
}

test("cut text is never read as a delivery that it does not contain", () => {
  for (const name of names) {
    const all = text(name);
    const expected = traceOf(name.replace(/\.ovn-23\.03\.1\.txt$/, ""));
    const step = all.length < 1500 ? 1 : Math.ceil(all.length / 200);
    for (let length = 0; length < all.length; length += step) {
      const cut = all.slice(0, length);
      const trace = parseLogicalTrace(cut, true);
      const whole = [...cut.matchAll(/^ *\/\* output to "/gm)].length;
      assert.ok(trace.deliveries.length <= Math.min(whole, expected.deliveries.length), name);
      if (!cut.endsWith("\n")) {
        assert.equal(isConclusion(summarise(trace, "b.default")), false, `${name} at ${length}`);
      }
    }
  }
});
