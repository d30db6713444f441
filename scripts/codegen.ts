import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import protobuf from "protobufjs";
import { codesMarkdown } from "../proto/codes/markdown.ts";
import { schemaFiles } from "../proto/documents/schemas.ts";
import { metricsMarkdown } from "../proto/metrics/markdown.ts";

// The schema as JSON, so that a bundle carries it and no .proto file is looked for at run time.
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => `proto/${target.replace(/^.*?tapline\//, "tapline/")}`;
const files = readdirSync("proto/tapline/v1").sort();
root.loadSync(files.map((file) => `tapline/v1/${file}`));
const out = process.argv[2] ?? ".";
mkdirSync(`${out}/proto/gen`, { recursive: true });
writeFileSync(`${out}/proto/gen/schema.json`, `${JSON.stringify(root.toJSON())}\n`);

// The code table for people.
writeFileSync(`${out}/docs/codes.md`, codesMarkdown());

// The metrics, for whoever operates the programs.
writeFileSync(`${out}/docs/metrics.md`, metricsMarkdown());

// The documents' JSON Schema, for whoever reads `-o json`.
rmSync(`${out}/docs/schema`, { recursive: true, force: true });
for (const { path, text } of schemaFiles()) {
  const file = `${out}/docs/schema/${path}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
