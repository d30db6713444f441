import { readFileSync } from "node:fs";
import { FlowDumpParser } from "../../agent/openflow/flows/dump.ts";
import type { Flow } from "../../agent/openflow/flows/flow.ts";
import { dumpFlows } from "../../agent/openflow/flows/run.ts";

/** The program that the flows benchmark bundles and runs: `node program.mjs dump|memory PATH`. */
const [mode, path = ""] = process.argv.slice(2);

/** As much of each flow is looked at as a question about it would. */
let fields = 0;
let actions = 0;
const onFlow = (flow: Flow): void => {
  fields += flow.match.length;
  actions += flow.actions.length;
};

/** What a pipe gives at most. */
const chunkBytes = 64 * 1024;

function decodeFromMemory(): { flows: number; flowsPerSecond: number } {
  const dump = readFileSync(path);
  const parser = new FlowDumpParser({ onFlow });
  const start = performance.now();
  for (let at = 0; at < dump.length; at += chunkBytes) {
    parser.push(dump.subarray(at, at + chunkBytes));
  }
  const { flows, unparsed } = parser.end();
  const seconds = (performance.now() - start) / 1000;
  if (unparsed > 0) throw new Error(`Cannot measure: ${unparsed} lines are no flows`);
  return { flows, flowsPerSecond: flows / seconds };
}

const result =
  mode === "memory"
    ? decodeFromMemory()
    : await dumpFlows({ ovsRunDir: path, bridge: "br0" }, onFlow);
console.log(JSON.stringify({ ...result, fields, actions }));
