import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LogicalTraceError } from "../../../../aggregator/logical-trace/errors.ts";
import {
  type Microflow,
  microflowExpression,
  replyTo,
} from "../../../../aggregator/logical-trace/microflow.ts";
import { logicalTraceCommand, runLogicalTrace } from "../../../../aggregator/logical-trace/run.ts";

const request: Microflow = {
  inport: "a.default",
  sourceMac: "00:00:00:AA:00:05",
  destinationMac: "00:00:00:aa:00:06",
  source: "10.16.0.5",
  destination: "10.16.0.6",
  transport: { protocol: "tcp", sourcePort: 40_000, destinationPort: 8080, flags: "syn" },
};

test("writes a TCP request and its reply", () => {
  assert.equal(
    microflowExpression(request),
    'inport == "a.default" && eth.src == 00:00:00:aa:00:05 && eth.dst == 00:00:00:aa:00:06 && ' +
      "ip4.src == 10.16.0.5 && ip4.dst == 10.16.0.6 && ip.ttl == 64 && " +
      "tcp.src == 40000 && tcp.dst == 8080 && tcp.flags == 2",
  );
  const sourceMac = request.destinationMac;
  const back = { inport: "b.default", sourceMac, destinationMac: "00:00:00:aa:00:05" };
  assert.match(
    microflowExpression(replyTo(request, back)),
    /^inport == "b\.default" .*src == 10\.16\.0\.6 .*tcp\.src == 8080 .*tcp\.flags == 18$/,
  );
});

test("writes ICMP of both families", () => {
  const transport = { protocol: "icmp", message: "request" } as const;
  assert.match(
    microflowExpression({ ...request, transport }),
    /icmp4\.type == 8 && icmp4\.code == 0$/,
  );
  const v6 = { ...request, transport, source: "fd00::5", destination: "fd00::6" };
  assert.match(microflowExpression(v6), /ip6\.src == fd00::5 .*icmp6\.type == 128/);
  const reply = replyTo(v6, request);
  assert.match(microflowExpression(reply), /icmp6\.type == 129/);
});

test("a name is quoted, and nothing else gets into the expression", () => {
  const quoted = microflowExpression({ ...request, inport: 'a" || 1 || "\\' });
  assert.match(quoted, /^inport == "a\\" \|\| 1 \|\| \\"\\\\" && eth\.src/);
  const bad = (change: Partial<Microflow>): void => {
    assert.throws(() => microflowExpression({ ...request, ...change }), fails("BAD_MICROFLOW"));
  };
  bad({ inport: "" });
  bad({ source: "10.0.0.1 || 1" });
  bad({ source: "10.1" });
  bad({ destination: "fd00::1" });
  bad({ destination: "fe80::1%eth0", source: "fe80::2" });
  bad({ sourceMac: "00:00:00:00:00" });
  bad({ ttl: 256 });
  bad({ transport: { protocol: "udp", sourcePort: 1.5, destinationPort: 1 } });
});

const command = {
  database: "unix:/run/ovn/ovnsb_db.sock",
  datapath: "ovn-default",
  microflow: microflowExpression(request),
  connection: "new",
} as const;

test("gives a state for each pass through connection tracking", () => {
  const argv = logicalTraceCommand({
    ...command,
    connection: "reply",
    lbDestination: "10.0.0.1:80",
  });
  assert.equal(argv.filter((argument) => argument === "--ct=trk,est,rpl").length, 16);
  assert.ok(argv.includes("--lb-dst=10.0.0.1:80") && argv.includes("--no-friendly-names"));
  assert.deepEqual(argv.slice(-3), ["--", "ovn-default", command.microflow]);
});

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapline-logical-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A program that prints a fixture and ends as ovn-trace did. */
async function tool(fixture: string, ending: string): Promise<string> {
  const path = fileURLToPath(
    new URL(`../../../fixtures/ovn-trace/${fixture}.ovn-23.03.1.txt`, import.meta.url),
  );
  const program = join(folder, `${fixture}-${ending.replaceAll(/\W/g, "")}`);
  await writeFile(program, `#!/bin/sh\ncat ${path}${ending}\n`);
  await chmod(program, 0o755);
  return program;
}

function fails(code: LogicalTraceError["type"]["code"]): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof LogicalTraceError && thrown.type.code === code;
}

test("runs the tool and tells its refusals apart", async () => {
  const run = async (fixture: string, ending = ""): Promise<unknown> =>
    runLogicalTrace({ ...command, program: await tool(fixture, ending) });
  const trace = await runLogicalTrace({ ...command, program: await tool("deliver", "") });
  assert.deepEqual([trace.complete, trace.deliveries[0]?.port], [true, "b.default"]);
  await assert.rejects(run("unknown-datapath"), fails("UNKNOWN_DATAPATH"));
  await assert.rejects(run("syntax-error", " >&2"), fails("BAD_MICROFLOW"));
  await assert.rejects(run("unknown-port", " >&2; kill -ABRT $$"), fails("UNKNOWN_PORT"));
  await assert.rejects(run("deliver", "; exit 1"), fails("TOOL_FAILED"));
  const missing = runLogicalTrace({ ...command, program: join(folder, "nothing-here") });
  await assert.rejects(missing, fails("TOOL_FAILED"));
});
