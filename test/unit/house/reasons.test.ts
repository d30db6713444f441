import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonTable } from "../../../proto/reasons/index.ts";
import { sources } from "./sources.ts";

const product = sources
  .filter(({ path }) => /^(?:agent|aggregator|cli|proto)\//.test(path))
  .filter(({ path }) => !path.startsWith("proto/reasons/areas/"));

test("every reason is given by something", () => {
  const named = new Set(product.flatMap(({ texts }) => texts.map(({ value }) => value)));
  const unused = Object.keys(reasonTable).filter((code) => !named.has(code));
  assert.deepEqual(unused, []);
});
