import type { Check, CheckOutcome } from "../../../../aggregator/checks/check.ts";
import { locate } from "../../../../aggregator/correlation/locate/located.ts";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { stopOf } from "../../../../aggregator/verdict/failure.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { recordedCases } from "../verdict/recorded-cases.ts";

type Named<N extends EvidenceItem["name"]> = Extract<EvidenceItem, { name: N }>;
export type NetnsItem = Named<"netns">;

const cases = recordedCases();

/** The first recorded case whose name begins so: "FAULT.PLACEMENT". */
export function recorded(beginning: string): CaseFile {
  const found = cases.find(({ name }) => name.startsWith(beginning));
  if (found === undefined) throw new RangeError(`Cannot find a recorded case ${beginning}`);
  return found.caseFile;
}

/** A recorded case of a path that works, whose namespaces were looked into. */
export function healthy(protocol: string): CaseFile {
  const found = cases.find(
    ({ name, caseFile }) =>
      name.startsWith("healthy.") &&
      name.includes(`.${protocol}.`) &&
      caseFile.evidence.some((item) => item.name === "netns"),
  );
  if (found === undefined) throw new RangeError(`Cannot find a healthy case of ${protocol}`);
  return found.caseFile;
}

/** The case with some of its items in another state. */
export function changed<N extends EvidenceItem["name"]>(
  caseFile: CaseFile,
  name: N,
  change: (item: Named<N>) => EvidenceItem,
): CaseFile {
  const evidence = caseFile.evidence.map((item) =>
    item.name === name ? change(item as Named<N>) : item,
  );
  return { ...caseFile, evidence };
}

/** The case with namespaces in which nothing is and nothing counts, in place of its own. */
export function looked(caseFile: CaseFile): CaseFile {
  const data = {
    ...{ beganUnixUs: 0, endedUnixUs: 0, nftJson: "", iptables: [], counters: {}, links: [] },
    ...{ ovs: null, sysctls: {}, problems: [] },
  };
  const items = (["source", "destination"] as const).flatMap((role) =>
    (["node", "pod"] as const).flatMap((place) =>
      (["before", "after"] as const).map(
        (round): NetnsItem => ({
          ...{
            id: `${role}-${place}-${round}`,
            at: caseFile.startedAt,
            status: "ok",
            reason: null,
          },
          ...{ kind: "fact", name: "netns", node: caseFile.plan[role].node },
          ...{ role, place, round, data },
        }),
      ),
    ),
  );
  const others = caseFile.evidence.filter(({ name }) => name !== "netns");
  return { ...caseFile, evidence: [...others, ...items] };
}

/** Nobody could look into any namespace. */
export function withoutNetns(caseFile: CaseFile): CaseFile {
  return changed(caseFile, "netns", (item) => ({
    ...item,
    ...{ status: "failed", reason: said("the agent is away"), data: null },
  }));
}

/** Nothing counted while the probes ran: what was read before them is what was read after. */
export function withoutGrowth(caseFile: CaseFile): CaseFile {
  return changed(caseFile, "netns", (item) => {
    const after = caseFile.evidence.find(
      (one) =>
        one.name === "netns" &&
        one.round === "after" &&
        one.role === item.role &&
        one.place === item.place,
    );
    return after?.name === "netns" ? { ...item, data: after.data } : item;
  });
}

export function outcomeOf(check: Check, caseFile: CaseFile): CheckOutcome {
  const view = new CaseView(caseFile);
  const located = locate(view);
  return check.run({ view, located, stage: stopOf(view, located)?.stage ?? null });
}

/** "CODE stage/direction weight" of each finding; the status when there is none. */
export function findings(check: Check, caseFile: CaseFile): string[] {
  const outcome = outcomeOf(check, caseFile);
  if (outcome.status !== "found") return [outcome.status];
  return outcome.found.map(
    ({ code, stage, direction, weight }) => `${code} ${stage}/${direction} ${weight}`,
  );
}
