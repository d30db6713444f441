import { packSightings, unpackSightings } from "../../proto/sighting-record.ts";
import type { CaseFile } from "./case-file.ts";
import type { EvidenceItem, TapEvidence } from "./item.ts";

/**
 * A case as plain JSON (`diagnose --save`): sightings are packed records in base64, everything else
 * is as it is. `fromRecord(toRecord(c))` gives the same verdict as `c`.
 */
export type CaseRecord = Omit<CaseFile, "evidence"> & { readonly evidence: readonly unknown[] };

export function toRecord(caseFile: CaseFile): CaseRecord {
  return { ...caseFile, evidence: caseFile.evidence.map(itemRecord) };
}

function itemRecord(item: EvidenceItem): unknown {
  if (item.name !== "tap" || item.data === null) return item;
  const packed = Buffer.from(packSightings(item.data.sightings)).toString("base64");
  return { ...item, data: { ...item.data, sightings: packed } };
}

/**
 * Reads what `toRecord` wrote.
 *
 * @throws {SightingRecordError} when the packed sightings are not whole.
 * @throws {SyntaxError} when it is not a case of a version that is known.
 */
export function fromRecord(record: unknown): CaseFile {
  const caseFile = record as CaseFile;
  if (typeof record !== "object" || record === null || caseFile.version !== 1) {
    throw new SyntaxError("Cannot read the case: it is not a tapline case of version 1");
  }
  return { ...caseFile, evidence: caseFile.evidence.map(itemOf) };
}

function itemOf(item: EvidenceItem): EvidenceItem {
  if (item.name !== "tap" || item.data === null) return item;
  const packed = item.data.sightings as unknown;
  if (typeof packed !== "string") throw new SyntaxError("Cannot read the case: no sightings");
  const sightings = unpackSightings(Buffer.from(packed, "base64"));
  const data: TapEvidence = { ...item.data, sightings };
  return { ...item, data };
}
