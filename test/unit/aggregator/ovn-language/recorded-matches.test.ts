import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseMatch } from "../../../../aggregator/ovn-language/match-expression.ts";
import type { MatchExpression } from "../../../../aggregator/ovn-language/match-tree.ts";
import { kubeOvnReleases, recordedDatabase } from "../../../recorded-cluster.ts";

/** Kinds of what a match is made of, so that an unknown name or a refusal shows. */
function kindsOf(expression: MatchExpression): readonly string[] {
  const { kind } = expression;
  if (kind === "and" || kind === "or") return [kind, ...expression.parts.flatMap(kindsOf)];
  return kind === "unknown" ? [`unknown ${expression.field}`] : [kind];
}

for (const release of kubeOvnReleases) {
  describe(`matches of Kube-OVN ${release}`, () => {
    for (const [name, least] of [
      ["northbound.ovsdb", 70],
      ["southbound.ovsdb", 800],
    ] as const) {
      test(`${name}: every one is understood`, async () => {
        const { rows } = await recordedDatabase(release, name);
        const matches = Object.values(rows)
          .flatMap((table) => Object.values(table))
          .flatMap(({ match }) => (typeof match === "string" && match !== "" ? [match] : []));
        assert.ok(matches.length > least, `${matches.length}`);
        const wanted = new Set(["and", "or", "constant", "comparison", "resident"]);
        const wrong = matches.filter((match) => {
          const expression = parseMatch(match);
          return expression === null || !kindsOf(expression).every((kind) => wanted.has(kind));
        });
        assert.deepEqual(wrong, []);
      });
    }
  });
}
