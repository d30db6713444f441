import type { Diagnosis, FamilyVerdict, Outcome } from "../../proto/documents/v1/diagnosis.ts";
import type { CaseFile } from "../evidence/case-file.ts";
import { conclude } from "./conclude.ts";

const badness: Readonly<Record<Outcome, number>> = {
  reachable: 0,
  inconclusive: 1,
  degraded: 2,
  unreachable: 3,
};

/** Who only watches learns nothing of a version that nobody uses: that is no bad news. */
function badnessOf({ outcome, traffic, path }: Diagnosis): number {
  const isIdle = traffic.mode === "passive" && path.every(({ request }) => request.expected === 0);
  return isIdle ? -1 : badness[outcome];
}

/** A verdict, and the cases behind it with the one that it is about first. */
export interface Concluded {
  readonly diagnosis: Diagnosis;
  readonly cases: readonly [CaseFile, ...CaseFile[]];
}

/**
 * Reaches the verdict of a path that was looked at for each of its IP versions: the worse one's,
 * IPv4's on a tie, with one line for each. A pure function, as `conclude` is.
 */
export function concludeFamilies(given: readonly CaseFile[]): Concluded {
  const all = given.map((caseFile) => ({ caseFile, diagnosis: conclude(caseFile) }));
  all.sort((a, b) => versionOf(a.caseFile) - versionOf(b.caseFile));
  const families = all.map(({ caseFile, diagnosis }) => familyLine(caseFile, diagnosis));
  const worstFirst = all.toSorted((a, b) => badnessOf(b.diagnosis) - badnessOf(a.diagnosis));
  const [worst, ...others] = worstFirst;
  if (worst === undefined) throw new RangeError("Cannot conclude: no case, wanted one or two");
  return {
    diagnosis: { ...worst.diagnosis, families },
    cases: [worst.caseFile, ...others.map(({ caseFile }) => caseFile)],
  };
}

function versionOf({ plan }: CaseFile): 4 | 6 {
  return plan.source.ip.includes(":") ? 6 : 4;
}

function familyLine(caseFile: CaseFile, diagnosis: Diagnosis): FamilyVerdict {
  const { plan } = caseFile;
  const { outcome, confidence, failure, cause } = diagnosis;
  const destinationIp = plan.service?.ip ?? plan.destination.ip;
  return {
    family: `IPv${versionOf(caseFile)}`,
    sourceIp: plan.source.ip,
    destinationIp,
    outcome,
    confidence,
    failure,
    cause,
  };
}
