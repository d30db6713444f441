import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentError } from "../../../../proto/documents/document-error.ts";
import { readDocument } from "../../../../proto/documents/read.ts";
import { schemaFiles, schemas } from "../../../../proto/documents/schemas.ts";
import { upgrade, type Versions } from "../../../../proto/documents/upgrade.ts";
import { reasonIn } from "../../../../words/reasons/index.ts";
import * as documents from "../../cli/documents.ts";

/** What is thrown, as a code and as a sentence; code "" for nothing. */
function refusal(read: () => unknown): { readonly code: string; readonly text: string } {
  try {
    read();
    return { code: "", text: "" };
  } catch (thrown) {
    assert.ok(thrown instanceof DocumentError);
    const code = thrown.type.code.replace(/^DOCUMENT_/, "");
    return { code, text: reasonIn("en", thrown.type) };
  }
}

test("fields that a schema does not name are kept, at every depth", () => {
  const sent = {
    ...documents.aclDenied,
    added: { later: true },
    path: documents.aclDenied.path.map((point) => ({ ...point, alias: "x" })),
  };
  assert.deepEqual(readDocument("Diagnosis", JSON.stringify(sent)), sent);
  assert.ok(schemas.v1.diagnosis.safeParse(sent).success);
});

test("a newer version is refused with what to do, other things with what they are", () => {
  const as = (fields: object): string => JSON.stringify({ ...documents.reachable, ...fields });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [as({ apiVersion: "tapline/v2" }), "TOO_NEW", /of version 2.*up to version 1; upgrade tapline/],
    [as({ apiVersion: "tapline/v0" }), "VERSION_UNKNOWN", /its version is tapline\/v0/],
    [as({ apiVersion: "other/v1" }), "VERSION_UNKNOWN", /which no Diagnosis has/],
    [as({ kind: "Trace" }), "OF_OTHER_KIND", /its kind is Trace, wanted Diagnosis/],
    ["{", "NOT_JSON", /not JSON \(.+\)/],
    ["null", "WITHOUT_KIND", /no apiVersion or no kind/],
    ["[1]", "WITHOUT_KIND", /no apiVersion or no kind/],
    ['{"kind":"Diagnosis"}', "WITHOUT_KIND", /no apiVersion or no kind/],
  ];
  for (const [json, code, message] of cases) {
    const found = refusal(() => readDocument("Diagnosis", json));
    assert.equal(found.code, code, json);
    assert.match(found.text, message);
  }
});

test("an older document goes through every step, one after the other", () => {
  const versions: Versions = {
    newest: 3,
    from: {
      1: ({ old, ...rest }) => ({ ...rest, version: 2, steps: [old] }),
      2: (document) => ({ ...document, version: 3, steps: [document.steps, "two"] }),
    },
  };
  const read = (version: number): unknown =>
    upgrade("case", { version, old: "one", kept: 1 }, version, versions);
  assert.deepEqual(read(1), { version: 3, kept: 1, steps: [["one"], "two"] });
  assert.deepEqual(read(2), { version: 3, old: "one", kept: 1, steps: [undefined, "two"] });
  assert.deepEqual(read(3), { version: 3, old: "one", kept: 1 });
  assert.equal(refusal(() => read(4)).code, "TOO_NEW");
  for (const unknown of [0, -1, 1.5]) {
    assert.equal(refusal(() => read(unknown)).code, "VERSION_UNKNOWN");
  }
});

test("the schemas take made-up verdicts of every outcome, and nothing that lacks a field", () => {
  for (const document of Object.values(documents)) {
    const { error } = schemas.v1.diagnosis.safeParse(document);
    assert.equal(error, undefined);
  }
  for (const field of Object.keys(documents.noCause)) {
    const { [field]: _, ...rest } = documents.noCause as unknown as Record<string, unknown>;
    const isOptional = schemas.v1.diagnosis.safeParse(rest).success;
    assert.equal(isOptional, field === "environment", field);
  }
});

test("JSON Schema: each kind by its name, references lead somewhere, nothing is closed", () => {
  const kinds = schemaFiles().map(({ path, text }) => {
    const schema: { readonly title: string; readonly $defs: object } = JSON.parse(text);
    for (const [, name] of text.matchAll(/"#\/\$defs\/(\w+)"/g)) {
      assert.ok(Object.hasOwn(schema.$defs, name ?? ""), `${path}: ${name}`);
    }
    assert.doesNotMatch(text, /"additionalProperties": false|__schema\d/);
    return schema.title;
  });
  assert.deepEqual(kinds, ["Diagnosis", "Trace", "Flows", "Agents", "Doctor"]);
});
