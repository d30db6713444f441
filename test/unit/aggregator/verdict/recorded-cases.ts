import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import { fromRecord } from "../../../../aggregator/evidence/case-record.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";

/**
 * Cases that were recorded in the lab, `FAULT.PLACEMENT.PROTOCOL.ovn-VERSION.json`, with the
 * stage and code that the fault must give. `npm run bench -- faults` records them.
 */
export interface RecordedCase {
  readonly name: string;
  readonly caseFile: CaseFile;
  readonly expect: z.infer<typeof expectSchema>;
}

const expectSchema = z.object({
  outcome: z.string(),
  stage: z.string().nullable(),
  direction: z.string().nullable(),
  code: z.string().nullable(),
  confidence: z.enum(["confirmed", "likely"]).default("confirmed"),
  /** What must be among the findings of a path that is reachable. */
  finding: z.string().optional(),
});

const folder = new URL("../../../fixtures/cases/", import.meta.url);

/** Packed ones are as an earlier release wrote them: they must be read for ever. */
const suffix = /\.json(?:\.gz)?$/;

let listed: readonly RecordedCase[] | null = null;

/** All of them, each read when its case is first looked at. */
export function recordedCases(): readonly RecordedCase[] {
  listed ??= list();
  return listed;
}

function list(): RecordedCase[] {
  const text = readFileSync(new URL("expect.json", folder), "utf8");
  const expectations = z.record(z.string(), expectSchema).parse(JSON.parse(text));
  return readdirSync(folder)
    .filter((file) => suffix.test(file) && file !== "expect.json")
    .sort()
    .map((file) => {
      const name = file.replace(suffix, "");
      const [fault, placement] = name.split(".");
      const expect = expectations[`${fault}.${placement}`];
      if (expect === undefined) throw new Error(`expect.json says nothing about ${file}`);
      let caseFile: CaseFile | null = null;
      return {
        name,
        expect,
        get caseFile() {
          caseFile ??= read(file);
          return caseFile;
        },
      };
    });
}

function read(file: string): CaseFile {
  const bytes = readFileSync(new URL(file, folder));
  const json = file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return fromRecord(JSON.parse(json.toString("utf8")));
}

type Named<N extends EvidenceItem["name"]> = Extract<EvidenceItem, { name: N }>;

/** The first item of the recorded cases that is wanted, to be changed a little. */
export function recordedItem<N extends EvidenceItem["name"]>(
  name: N,
  wanted: (item: Named<N>) => boolean,
): Named<N> {
  for (const { caseFile } of recordedCases()) {
    for (const item of caseFile.evidence) {
      if (item.name === name && item.status === "ok" && wanted(item as Named<N>)) {
        return item as Named<N>;
      }
    }
  }
  throw new Error(`Cannot find ${name} in a recorded case`);
}
