import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { cookieDigits } from "../../../../agent/commands/cookie-digits.ts";
import { toWireTrace } from "../../../../agent/commands/openflow-trace.ts";
import { FlowsError } from "../../../../agent/openflow/errors.ts";

const folder = new URL("../../../fixtures/ofproto-trace/", import.meta.url);
const traceOf = (name: string) => {
  const text = readFileSync(new URL(`${name}.ovs-3.1.0.txt`, folder), "utf8");
  return toWireTrace(text, "br-int");
};

describe("the message of an OpenFlow trace", () => {
  test("is delivered, with the port", () => {
    const { result, outputs, decidingStep } = traceOf("trace-acl-allow");
    assert.equal(result, "TRACE_RESULT_DELIVERED");
    assert.deepEqual(
      outputs?.map(({ kind }) => kind),
      ["TRACE_OUTPUT_KIND_PORT"],
    );
    assert.equal(decidingStep, -1);
  });

  test("is delivered into a tunnel, with its keys", () => {
    const { outputs } = traceOf("trace-acl-cross-node");
    const tunnel = outputs?.find(({ kind }) => kind === "TRACE_OUTPUT_KIND_TUNNEL");
    assert.match(tunnel?.remoteIp ?? "", /^\d+\.\d+\.\d+\.\d+$/);
    assert.ok((tunnel?.vni ?? 0) > 0 && (tunnel?.egressKey ?? 0) > 0);
  });

  test("tells why Open vSwitch does not carry out a flow, and nothing where it does", () => {
    const skipped = (name: string): unknown[] => {
      const { result, decidingStep, steps, skipped } = traceOf(name);
      return [result, steps?.[decidingStep ?? -1]?.actions?.at(-1), skipped];
    };
    assert.deepEqual(skipped("trace-port-no-forward"), [
      "TRACE_RESULT_DROPPED",
      "output:7",
      "OFPPC_NO_FWD set, skipping output",
    ]);
    assert.deepEqual(skipped("trace-port-no-receive"), [
      "TRACE_RESULT_DROPPED",
      undefined,
      "OFPPC_NO_RECV",
    ]);
    const [result, , reason] = skipped("trace-tunnel-no-route");
    assert.deepEqual([result, reason], ["TRACE_RESULT_DROPPED", "native tunnel routing failed"]);
    assert.equal(skipped("trace-acl-drop")[2], "");
    assert.equal(skipped("trace-acl-allow")[2], "");
  });

  test("is dropped, at a step with a cookie", () => {
    const { result, steps, decidingStep, outputs } = traceOf("trace-acl-drop");
    assert.equal(result, "TRACE_RESULT_DROPPED");
    assert.deepEqual(outputs, []);
    const deciding = steps?.[decidingStep ?? -1];
    assert.match(deciding?.cookie ?? "", /^[0-9a-f]{8}$/);
    assert.deepEqual(deciding?.actions, ["drop"]);
  });

  test("is an alien flow's by its cookie 0, and no match has none", () => {
    const { steps, decidingStep } = traceOf("trace-alien-drop");
    assert.equal(steps?.[decidingStep ?? -1]?.cookie, "00000000");
    const unmatched = traceOf("trace-acl-allow").steps?.filter(({ cookie }) => cookie === "");
    assert.ok(unmatched?.length);
    assert.ok(unmatched.every(({ match, actions }) => match === "" && actions?.[0] === "drop"));
  });

  test("is of the controller and not delivered when it is rejected", () => {
    const { result, outputs } = traceOf("trace-acl-reject");
    assert.equal(result, "TRACE_RESULT_DROPPED");
    assert.deepEqual(
      outputs?.map(({ kind }) => kind),
      ["TRACE_OUTPUT_KIND_CONTROLLER"],
    );
  });

  test("is an error when OVS refused to trace", () => {
    assert.throws(
      () => traceOf("trace-flow-syntax-error"),
      (thrown) => thrown instanceof FlowsError && thrown.type.code === "TRACE_FAILED",
    );
  });

  test("never says delivered or dropped of a text that is cut inside", () => {
    const text = readFileSync(new URL("trace-acl-drop.ovs-3.1.0.txt", folder), "utf8");
    for (let length = 1; length < text.length - 1; length += 97) {
      try {
        const { result } = toWireTrace(text.slice(0, length), "br-int");
        assert.equal(result, "TRACE_RESULT_INCOMPLETE", `cut at ${length}`);
      } catch (thrown) {
        assert.ok(thrown instanceof FlowsError, `cut at ${length}`);
      }
    }
  });

  test("has a step for each step of every recorded trace, with the whole text", () => {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(new URL(file, folder), "utf8");
      try {
        assert.equal(toWireTrace(text, "br-int").text, text);
      } catch (thrown) {
        assert.ok(thrown instanceof FlowsError, file);
      }
    }
  });
});

test("a cookie has at least eight digits and no prefix", () => {
  assert.equal(cookieDigits("0x9ae1"), "00009ae1");
  assert.equal(cookieDigits("0x123456789a"), "123456789a");
  assert.equal(cookieDigits(""), "00000000");
});
