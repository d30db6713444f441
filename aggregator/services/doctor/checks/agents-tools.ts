import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import type { SelfReport } from "../../../../proto/wire/self-report.ts";
import { bad, type DoctorCheck, type DoctorItem, node, ok, unknown } from "../check.ts";

/** Without these an agent observes nothing at all of some kind: packets, ports, flows, probes. */
const essential = new Set([
  "ip",
  "nsenter",
  "ovn-appctl",
  "ovs-appctl",
  "ovs-ofctl",
  "ping",
  "setpriv",
  "tcpdump",
]);

/** Each agent finds the programs that its commands start, and they run. */
export const agentsTools: DoctorCheck = {
  name: "agents-tools",
  run: ({ looks }) =>
    looks.flatMap(({ node: name, self }) => {
      if (!self.known) return [unknown(node(name), self.why)];
      const details = versionsOf(self.value);
      return itemsOf(name, self.value).map((item) => ({ ...item, details }));
    }),
};

function itemsOf(name: string, { tools }: SelfReport): DoctorItem[] {
  const subject = node(name);
  const missing = tools.filter(({ path }) => path === "");
  const broken = tools.filter(({ path, why }) => path !== "" && why !== null);
  const items: DoctorItem[] = [true, false].flatMap((isEssential) => {
    const names = missing
      .map((tool) => tool.name)
      .filter((one) => essential.has(one) === isEssential);
    if (names.length === 0) return [];
    const found = reason("TOOLS_MISSING", { tools: names });
    const advice = adviceOn(isEssential);
    return [bad(isEssential ? "failed" : "warning", subject, found, advice)];
  });
  for (const { name: tool, path, why } of broken) {
    const isEssential = essential.has(tool);
    const status = isEssential ? "failed" : "warning";
    const found = reason("TOOL_DOES_NOT_RUN", { path, why: why ?? reason("COULD_NOT_LOOK", {}) });
    items.push(bad(status, subject, found, adviceOn(isEssential)));
  }
  if (items.length > 0) return items;
  if (tools.length === 0) return [unknown(subject, reason("COULD_NOT_LOOK", {}))];
  return [ok(subject, reason("TOOLS_COMPLETE", { count: tools.length }))];
}

function adviceOn(isEssential: boolean): Reason {
  return reason(isEssential ? "ADVICE_INSTALL_TOOLS" : "ADVICE_INSTALL_SOME_TOOLS", {});
}

/** Also of those that are missing, so that the list is always the same. */
function versionsOf({ tools }: SelfReport): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tools.map(({ name, path, version }) => [name, path && (version || "?")]),
  );
}
