import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, type DoctorItem, node, ok, unknown } from "../check.ts";
import type { NodeLook } from "../evidence.ts";
import { compareReleases, isWithin, madeFor, type ReleaseRange } from "../release.ts";

/** Releases of Open vSwitch and OVN are known to tapline, and the agent's tools are not older. */
export const nodesSoftware: DoctorCheck = {
  name: "nodes-software",
  run: ({ looks }) => looks.flatMap(itemsOf),
};

function itemsOf({ node: name, facts, self }: NodeLook): DoctorItem[] {
  const subject = node(name);
  if (!facts.known) return [unknown(subject, facts.why)];
  const ovs = facts.value.vswitchd?.version ?? "";
  const ovn = facts.value.ovnController?.version ?? "";
  const silent = [
    ...(ovs === "" ? ["ovs-vswitchd"] : []),
    ...(ovn === "" ? ["ovn-controller"] : []),
  ];
  if (silent.length > 0)
    return [unknown(subject, reason("VERSION_NOT_TOLD", { programs: silent }))];
  const tools = self.known ? self.value.tools : [];
  const versionOf = (tool: string): string => tools.find((one) => one.name === tool)?.version ?? "";
  const items = [
    ...outside(name, "Open vSwitch", ovs, madeFor.ovs),
    ...outside(name, "OVN", ovn, madeFor.ovn),
    ...olderTool(name, "ovs-ofctl", versionOf("ovs-ofctl"), ovs),
    ...olderTool(name, "ovn-appctl", versionOf("ovn-appctl"), ovn),
  ];
  if (!self.known) items.push(unknown(subject, reason("TOOLS_NOT_COMPARED", { why: self.why })));
  return items.length > 0 ? items : [ok(subject, reason("SOFTWARE_FITS", { ovs, ovn }))];
}

function outside(name: string, what: string, version: string, range: ReleaseRange): DoctorItem[] {
  const isKnown = isWithin(version, range);
  if (isKnown === true) return [];
  const found = reason("RELEASE_NOT_TRIED", { what, version, ...range });
  return [bad("warning", node(name), found, reason("ADVICE_RELEASE_NOT_TRIED", {}))];
}

/** What it prints of a newer daemon it may not understand. */
function olderTool(name: string, tool: string, version: string, daemon: string): DoctorItem[] {
  const order = compareReleases(version, daemon);
  if (order === null || order >= 0) return []; // tools that are missing are another check's
  const found: Reason = reason("TOOL_IS_OLDER", { tool, version, daemon });
  return [bad("warning", node(name), found, reason("ADVICE_NEWER_TOOLS", {}))];
}
