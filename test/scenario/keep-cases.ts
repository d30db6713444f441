import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { labFaults } from "./lab-run.ts";

/**
 * Turns the cases that `npm run bench -- faults` recorded (TAPLINE_BENCH_RECORD) into fixtures:
 *
 *   node --import tsx test/scenario/keep-cases.ts FOLDER OVN-VERSION
 *
 * `expect.json` gets what the catalogue says each fault must give; cases whose name begins with
 * "healthy" must be reachable.
 */
const [folder, version] = process.argv.slice(2);
if (folder === undefined || version === undefined) {
  throw new RangeError("Cannot keep cases: wanted a folder and the version of OVN");
}
const target = "test/fixtures/cases";
mkdirSync(target, { recursive: true });
const faults = new Map((await labFaults()).map((fault) => [fault.name, fault]));
const expectations: Record<string, unknown> = {};
for (const file of readdirSync(folder).sort()) {
  const [name = "", placement = "", protocol = ""] = file.split(".");
  const fault = faults.get(name);
  const sameNode = placement === "same-node" ? fault?.expectSameNode : undefined;
  const healthy = { outcome: "reachable", stage: null, direction: null, code: null };
  expectations[`${name}.${placement}`] = sameNode ?? fault?.expect ?? healthy;
  const json = readFileSync(join(folder, file));
  const kept = `${name}.${placement}.${protocol}.ovn-${version}.json.gz`;
  writeFileSync(join(target, kept), gzipSync(json, { level: 9 }));
}
writeFileSync(join(target, "expect.json"), `${JSON.stringify(expectations, null, 2)}\n`);
