import type { CaseFile } from "./case-file.ts";
import type { EvidenceItem, TapEvidence } from "./item.ts";
import { upgradePlan } from "./plan-record.ts";
import { sightingRecords, sightingsOf } from "./sighting-record.ts";
import { type AnyRecord, upgradeRecord } from "./upgrade.ts";

/**
 * A case as plain JSON (`diagnose --save`): sightings are written out in text, everything else is
 * as it is. `fromRecord(toRecord(c))` gives the same verdict as `c`.
 */
export type CaseRecord = Omit<CaseFile, "evidence"> & {
  readonly evidence: readonly unknown[];
  /** The case of the path's other IP version, where both were diagnosed at the same time. */
  readonly otherFamily?: CaseRecord;
};

export function toRecord(caseFile: CaseFile): CaseRecord {
  return { ...caseFile, evidence: caseFile.evidence.map(itemRecord) };
}

/**
 * Both families' cases in one record: the first, which the verdict is about, and the other inside
 * it. Whoever reads a case alone (`fromRecord`) comes to the same verdict.
 */
export function toRecords([first, other]: readonly [CaseFile, ...CaseFile[]]): CaseRecord {
  const record = toRecord(first);
  return other === undefined ? record : { ...record, otherFamily: toRecord(other) };
}

/** Reads what `toRecords` wrote. @throws as `fromRecord` does. */
export function fromRecords(record: unknown): [CaseFile, ...CaseFile[]] {
  const first = fromRecord(record);
  const { otherFamily } = record as CaseRecord;
  return otherFamily === undefined ? [first] : [first, fromRecord(otherFamily)];
}

function itemRecord(item: EvidenceItem): unknown {
  if (item.name !== "tap" || item.data === null) return item;
  return { ...item, data: { ...item.data, sightings: sightingRecords(item.data.sightings) } };
}

/**
 * Reads what `toRecord` wrote.
 *
 * @throws {SightingRecordError} when a sighting is not whole.
 * @throws {SyntaxError} when it is no case; {DocumentError} of a version that is not known.
 */
export function fromRecord(record: unknown): CaseFile {
  if (typeof record !== "object" || record === null || !("version" in record)) throw notACase();
  const upgraded = upgradeRecord(record as AnyRecord);
  const { otherFamily: _, ...caseFile } = upgraded as unknown as CaseRecord & CaseFile;
  const plan = upgradePlan(caseFile.plan);
  return { ...caseFile, plan, evidence: caseFile.evidence.map(itemOf) };
}

function notACase(): SyntaxError {
  return new SyntaxError("Cannot read the case: it is no tapline case");
}

function itemOf(item: EvidenceItem): EvidenceItem {
  if (item.name !== "tap" || item.data === null) return item;
  const data: TapEvidence = { ...item.data, sightings: sightingsOf(item.data.sightings) };
  return { ...item, data };
}
