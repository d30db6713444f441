import assert from "node:assert/strict";
import { test } from "node:test";
import { podLimitsCheck } from "../../../../../aggregator/checks/pod/limits.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { LinkCounters } from "../../../../../proto/gen/tapline/v1/LinkCounters.ts";
import type { PortLimits__Output } from "../../../../../proto/gen/tapline/v1/PortLimits.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";
import { findings, withoutNetns } from "../host-evidence.ts";

const limited = recorded("pod-ingress-rate.cross-node.tcp");
const none: PortLimits__Output = {
  policingKbps: 0,
  policingBurstKb: 0,
  qosType: "",
  qosConfig: {},
  queueConfig: {},
};

/** The same path with other limits on the destination's interface, or none that was looked at. */
function withLimits(limits: Partial<PortLimits__Output> | null): CaseFile {
  return edited(limited, "port", (item, port) =>
    item.role === "destination"
      ? { ...port, limits: limits === null ? null : { ...none, ...limits } }
      : undefined,
  );
}

/** What the kernel of the destination's node shows of every interface after the probes. */
function showing(caseFile: CaseFile, shown: Omit<LinkCounters, "name">): CaseFile {
  return edited(caseFile, "netns", (item, state) => {
    if (item.place !== "node" || item.role !== "destination") return undefined;
    const links = state.links.map((link) => ({
      ...link,
      disciplines: shown.disciplines ?? link.disciplines,
      counters: item.round === "after" ? { ...link.counters, ...shown.counters } : {},
    }));
    return { ...state, links } as typeof state;
  });
}

test("a shaped veth whose packets had to wait is what delays them", () => {
  assert.deepEqual(findings(podLimitsCheck, limited), [
    "RATE_LIMITED destination-bridge/request decisive",
  ]);
  assert.deepEqual(findings(podLimitsCheck, withoutNetns(limited)), [
    "RATE_LIMITED destination-bridge/request supporting",
  ]);
});

test("without a limit there is none, and an older agent that tells none says nothing", () => {
  assert.deepEqual(findings(podLimitsCheck, withLimits({})), ["clean"]);
  assert.deepEqual(findings(podLimitsCheck, withLimits(null)), ["skipped"]);
});

test("what a pod sends is policed: by what the policer counted", () => {
  const policed = withLimits({ policingKbps: 1_000, policingBurstKb: 800 });
  const at = "RATE_LIMITED destination-bridge/reply";
  assert.deepEqual(findings(podLimitsCheck, policed), [`${at} supporting`]); // not counted
  const dropping = showing(policed, { counters: { policer_dropped: 40 } });
  assert.deepEqual(findings(podLimitsCheck, dropping), [`${at} decisive`]);
  const idle = showing(policed, { counters: { policer_dropped: 0 } });
  assert.deepEqual(findings(podLimitsCheck, idle), ["clean"]);
});

test("linux-netem counts where the kernel has it, and not where only the row is", () => {
  const emulated = withLimits({
    qosType: "linux-netem",
    qosConfig: { latency: "10000", jitter: "1000", limit: "20", loss: "5" },
  });
  const applied = showing(emulated, { disciplines: ["netem"] });
  assert.deepEqual(findings(podLimitsCheck, applied), [
    "NETWORK_EMULATED destination-bridge/request decisive",
  ]);
  assert.deepEqual(findings(podLimitsCheck, showing(emulated, { disciplines: ["noqueue"] })), [
    "clean",
  ]);
});
