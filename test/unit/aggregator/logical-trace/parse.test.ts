import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseLogicalTrace } from "../../../../aggregator/logical-trace/parse.ts";
import {
  datapathsOf,
  isAclStage,
  type LogicalSummary,
  summarise,
} from "../../../../aggregator/logical-trace/summary.ts";
import type { LogicalTrace } from "../../../../aggregator/logical-trace/types.ts";
import { ovnVersions } from "../../fixture-versions.ts";

const folder = new URL("../../../fixtures/ovn-trace/", import.meta.url);
const files = readdirSync(fileURLToPath(folder)).sort();
const refused = ["ambiguous", "syntax-error", "unknown-", "other-port-datapath"];

function text(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

/** A result that says where the packet ended. */
function isConclusion({ result }: LogicalSummary): boolean {
  return result.startsWith("delivered") || result === "dropped";
}

test("every line of every trace has a place", () => {
  let traces = 0;
  for (const file of files) {
    if (refused.some((prefix) => file.startsWith(prefix) && !file.includes("unicast"))) continue;
    const trace = parseLogicalTrace(text(file), true);
    assert.deepEqual([file, trace.unparsed, trace.complete], [file, [], true]);
    traces++;
  }
  assert.ok(traces >= 25 * ovnVersions.length);
});

test("a step has what the line says", () => {
  const trace = parseLogicalTrace(text("acl-drop.ovn-23.03.1.txt"), true);
  assert.match(trace.microflow, /^tcp,reg14=0x2,/);
  const last = trace.steps.at(-1);
  assert.match(last?.datapath ?? "", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(last?.uuidPrefix ?? "", /^[0-9a-f]{8}$/);
  assert.deepEqual(last, {
    index: 10,
    pipeline: "egress",
    datapath: last?.datapath,
    inport: "e.fix",
    outport: "f.fix",
    table: 4,
    stage: "ls_out_acl",
    source: "northd.c:6543",
    match: "reg0[9] == 1 && (outport == @deny.f && ip)",
    priority: 4000,
    uuidPrefix: last?.uuidPrefix,
    actions: ["drop;"],
    remarks: [],
    conntrack: "ct_next(ct_state=new|trk)",
    generated: null,
  });
  assert.equal(last !== undefined && isAclStage(last), true);
});

for (const version of ovnVersions) {
  describe(`ovn-trace of OVN ${version}`, () => {
    const traceOf = (name: string): LogicalTrace =>
      parseLogicalTrace(text(`${name}.ovn-${version}.txt`), true);
    /** From 24.03 on ACLs drop in a stage of their own. */
    const acl = (stage: string): string => (version === "23.03.1" ? stage : `${stage}_action`);

    /** [result, ports or reason and stage] */
    const verdict = (name: string, expectedPort: string): unknown[] => {
      const summary = summarise(traceOf(name), expectedPort);
      if (summary.result === "delivered") return [summary.result, summary.delivery.port];
      if (summary.result === "delivered-elsewhere") {
        return [summary.result, ...summary.deliveries.map((delivery) => delivery.port)];
      }
      if (summary.result !== "dropped") return [summary.result];
      const { reason, step } = summary.drop;
      assert.equal(step?.uuidPrefix === null, reason === "no-match", name);
      return [summary.result, reason, step?.stage];
    };

    test("delivered to the expected port, or elsewhere", () => {
      assert.deepEqual(verdict("deliver", "b.default"), ["delivered", "b.default"]);
      assert.deepEqual(verdict("friendly", "b.default"), ["delivered", "b.default"]);
      assert.deepEqual(verdict("deliver", "c.default"), ["delivered-elsewhere", "b.default"]);
      assert.deepEqual(verdict("router", "e.fix"), ["delivered", "e.fix"]);
      assert.deepEqual(verdict("lb", "i.fix"), ["delivered", "i.fix"]);
      assert.deepEqual(verdict("ipv6", "i.fix"), ["delivered", "i.fix"]);
      assert.deepEqual(verdict("acl-allow", "f.fix"), ["delivered", "f.fix"]);
      assert.deepEqual(verdict("acl-reply", "e.fix"), ["delivered", "e.fix"]);
      assert.deepEqual(verdict("arp", "b.default"), ["delivered-elsewhere", "a.default"]);
      assert.deepEqual(verdict("localnet-unknown", "i.fix"), ["delivered-elsewhere", "localnetx"]);
      assert.deepEqual(verdict("arp-flood", "c.default"), ["delivered", "c.default"]);
    });

    test("dropped, with the stage and the kind of end", () => {
      const dropped = (name: string): unknown[] => verdict(name, "f.fix").slice(1);
      assert.deepEqual(dropped("acl-drop"), ["drop", acl("ls_out_acl")]);
      assert.deepEqual(dropped("acl-drop-established"), ["blocked", acl("ls_out_acl")]);
      assert.deepEqual(dropped("acl-egress-drop"), ["drop", acl("ls_in_acl_after_lb")]);
      assert.deepEqual(dropped("port-security"), ["drop", "ls_in_apply_port_sec"]);
      assert.deepEqual(dropped("implicit-drop"), ["no-match", "ls_in_l2_lkup"]);
      assert.deepEqual(dropped("unknown-unicast"), ["drop", "ls_in_l2_unknown"]);
      assert.deepEqual(dropped("router-no-route"), ["drop", "lr_in_ip_routing"]);
      assert.deepEqual(dropped("router-policy-drop"), ["drop", "lr_in_policy"]);
      assert.deepEqual(dropped("lb-empty"), ["drop", "ls_in_lb"]);
    });

    test("the drop of an ACL is in an ACL's stage", () => {
      for (const name of ["acl-drop", "acl-drop-established", "acl-egress-drop"]) {
        const last = traceOf(name).steps.at(-1);
        assert.equal(last !== undefined && isAclStage(last), true, name);
      }
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

    test("cut text is never read as a delivery that it does not contain", () => {
      for (const file of files.filter((name) => name.includes(version))) {
        const all = text(file);
        const expected = parseLogicalTrace(all, true);
        const step = all.length < 1500 ? 1 : Math.ceil(all.length / 200);
        for (let length = 0; length < all.length; length += step) {
          const cut = all.slice(0, length);
          const trace = parseLogicalTrace(cut, true);
          const whole = [...cut.matchAll(/^ *\/\* output to "/gm)].length;
          assert.ok(trace.deliveries.length <= Math.min(whole, expected.deliveries.length), file);
          if (!cut.endsWith("\n")) {
            const summary = summarise(trace, "b.default");
            assert.equal(isConclusion(summary), false, `${file} at ${length}`);
          }
        }
      }
    });
  });
}

test("a packet that a router sends on without a MAC address is not delivered", () => {
  const trace = parseLogicalTrace(text("router-arp-needed.ovn-25.03.0.txt"), true);
  // An underlay's switch floods what it does not know: the packet without an address leaves there.
  const last = trace.drops.findLast(({ generated }) => generated === null);
  assert.ok(last?.step);
  const flooded = { step: last.step, port: "localnetx", type: "localnet", generated: null };
  const summary = summarise({ ...trace, deliveries: [flooded] }, "localnetx");
  assert.ok(summary.result === "dropped" && summary.drop.reason === "resolving");
});

test("a tool that did not end by itself proves nothing", () => {
  for (const file of files) {
    const { result } = summarise(parseLogicalTrace(text(file), false), "b.default");
    assert.ok(result === "incomplete" || result === "error", `${file}: ${result}`);
  }
});
