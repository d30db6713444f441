import assert from "node:assert/strict";
import { describe, test } from "node:test";
import schema from "../../../../proto/gen/schema.json" with { type: "json" };
import * as enums from "../../../../proto/wire/enums.ts";

const { nested } = schema.nested.tapline.nested.v1;
const tables = Object.values(enums).filter((value) => value instanceof enums.WireEnum);

describe("the words of the wire's enumerations", () => {
  for (const table of tables) {
    const [first = ""] = table.names;
    const schemas = Object.entries(nested as Readonly<Record<string, object>>);
    const found = schemas.find(([, type]) => "values" in type && first in (type.values as object));
    assert.ok(found, `no enumeration has ${first}`);
    const [name, type] = found;

    test(`of ${name} are one for each value`, () => {
      const values = Object.keys("values" in type ? (type.values as object) : {});
      const named = values.filter((value) => !value.endsWith("_UNSPECIFIED"));
      const own = table.names.filter((value) => !value.endsWith("_UNSPECIFIED"));
      assert.deepEqual([...own].sort(), named.sort());
      for (const value of table.names) {
        assert.equal(table.toWire(table.fromWire(value) as never), value);
      }
    });
  }

  test("a value that is not known is an error that names it", () => {
    assert.throws(
      () => enums.probeOutcomes.fromWire("17"),
      (thrown) => thrown instanceof enums.WireValueError && thrown.type.value === "17",
    );
    assert.throws(() => enums.probeOutcomes.fromWire("PROBE_OUTCOME_UNSPECIFIED"));
  });
});
