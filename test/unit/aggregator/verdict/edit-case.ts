import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { type RecordedCase, recordedCases } from "./recorded-cases.ts";

/** Recorded cases with something else in one place: what a check must tell apart. */

const cases = recordedCases();

/** @param name `FAULT.PLACEMENT.PROTOCOL`; of several releases the oldest. */
export function recorded(name: string): RecordedCase["caseFile"] {
  const one = cases.find((candidate) => candidate.name.startsWith(`${name}.ovn-`));
  if (one === undefined) throw new RangeError(`Cannot find a recorded case ${name}`);
  return one.caseFile;
}

type Named<N extends EvidenceItem["name"]> = Extract<EvidenceItem, { name: N }>;

/** Puts other data into the items of a name for which `edit` gives some. */
export function edited<N extends EvidenceItem["name"]>(
  caseFile: CaseFile,
  name: N,
  edit: (item: Named<N>, data: NonNullable<Named<N>["data"]>) => Named<N>["data"] | undefined,
): CaseFile {
  const evidence = caseFile.evidence.map((item): EvidenceItem => {
    if (item.name !== name || item.data === null) return item;
    const own = item as Named<N>; // its name was just compared
    const data = edit(own, own.data as NonNullable<Named<N>["data"]>);
    return data === undefined ? item : ({ ...item, data } as EvidenceItem);
  });
  return { ...caseFile, evidence };
}

/** The items of a name could not be looked at. */
export function failed(caseFile: CaseFile, name: EvidenceItem["name"]): CaseFile {
  const evidence = caseFile.evidence.map((item) =>
    item.name === name
      ? ({ ...item, status: "failed", reason: said("taken away"), data: null } as EvidenceItem)
      : item,
  );
  return { ...caseFile, evidence };
}
