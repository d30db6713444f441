import { test } from "node:test";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { sampleOf, seed } from "../../../seed.ts";
import { recordedCases } from "./recorded-cases.ts";
import { assertOnlyWeaker, lose, thinned } from "./take-away.ts";

/** Each takes a fifth of a second; another run takes others. */
const cases = sampleOf(recordedCases(), 24);

test("each single item taken away, in each way", () => {
  for (const { caseFile, name } of cases) {
    const before = conclude(caseFile);
    for (const [index, item] of caseFile.evidence.entries()) {
      for (const loss of ["gone", "failed", "thinned"] as const) {
        if (loss === "thinned" && thinned(item, 0) === item) continue; // nothing to take from it
        const evidence = caseFile.evidence.flatMap((one, at) =>
          at === index ? lose(one, loss, index * 7) : [one],
        );
        const after = conclude({ ...caseFile, evidence });
        assertOnlyWeaker(
          before,
          after,
          `${name} (seed ${seed}) without ${item.name} ${index} (${loss})`,
        );
      }
    }
  }
});
