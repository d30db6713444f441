import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LogicalTraceError } from "../../../../aggregator/logical-trace/errors.ts";
import { runLogicalTrace } from "../../../../aggregator/logical-trace/run.ts";
import { LogicalTracer } from "../../../../aggregator/logical-trace/tracer.ts";
import { run } from "../../../../lib/exec.ts";
import { southboundSchema } from "../../../installed-ovn.ts";
import { noServerReason, waitFor } from "../../lib/ovsdb/database-server.ts";
import { Authority, noOpensslReason, serveSecured } from "../../lib/ovsdb/secured-server.ts";

const skip = (await noServerReason()) || (await noOpensslReason());

const rows = [
  {
    op: "insert",
    table: "Datapath_Binding",
    row: { tunnel_key: 1, external_ids: ["map", [["name", "sw0"]]] },
    "uuid-name": "sw",
  },
  {
    op: "insert",
    table: "Port_Binding",
    row: { logical_port: "p1", datapath: ["named-uuid", "sw"], tunnel_key: 1 },
  },
];

test("a southbound that wants certificates is traced, by daemon and without", {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "tapline-trace-ssl-"));
  const ours = await Authority.create(join(folder, "ours"));
  const served = await serveSecured(folder, southboundSchema, await ours.issue("server"));
  const tls = await ours.issue("client");
  const database = served.remote;
  const tracer = new LogicalTracer({ database, tls, revision: () => 1, onTrouble: () => {} });
  try {
    const transaction = JSON.stringify(["OVN_Southbound", ...rows]);
    const insert = ["ovsdb-client", "transact", served.local, transaction];
    await waitFor(() =>
      run(insert).then(
        () => true,
        () => false,
      ),
    );
    const question = {
      datapath: "sw0",
      microflow: 'inport == "p1" && ip4',
      connection: "new",
      timeoutMs: 20_000,
    } as const;
    const signal = new AbortController().signal;
    const traced = await tracer.trace({ ...question, signal });
    assert.deepEqual([traced.error, traced.steps[0]?.inport], [null, "p1"]);
    assert.deepEqual(tracer.counts, { byDaemon: 1, oneShot: 0, started: 1 });
    assert.deepEqual(await runLogicalTrace({ ...question, database, tls }), traced);
    await assert.rejects(
      runLogicalTrace({ ...question, database, timeoutMs: 2_000 }),
      LogicalTraceError,
    );
  } finally {
    await tracer.close();
    served.server.child.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  }
});
