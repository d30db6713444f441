import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { pino } from "pino";
import { commandTable } from "../../../../agent/commands/command-table.ts";
import type { Software } from "../../../../agent/facts/software.ts";
import { OvsView } from "../../../../agent/ports/ovs-view.ts";
import { PortRegistry } from "../../../../agent/ports/port-registry.ts";
import { keepSession } from "../../../../agent/session/dialer.ts";
import { LoadSampler } from "../../../../agent/session/load-sampler.ts";
import { SoftwareWatch } from "../../../../agent/session/software-watch.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import { helloOf, IngestServer, until } from "../../aggregator/transport/scripted-agent.ts";

const soon = { timeoutMs: 10_000 };
const nothing: Software = { ovsVersion: "", ovnVersion: "", datapathType: "" };
const flow =
  "cookie=0xab, duration=1.5s, table=8, n_packets=7, n_bytes=700, priority=50,ip actions=drop";

/** An ovs-ofctl that prints so many flows of table 8. */
const printing = (flows: number): string => `#!/bin/sh\nyes '${flow}' | head -n ${flows}\n`;

describe("a flow dump from an agent to its aggregator", { timeout: 60_000 }, () => {
  const { PATH = "" } = process.env;
  let folder: string;
  let server: IngestServer;
  let stop: AbortController;
  let kept: Promise<void>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tlt-flows-"));
    process.env.PATH = `${folder}:${PATH}`;
  });
  afterEach(async () => {
    process.env.PATH = PATH;
    stop.abort();
    await kept;
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (program: string): Promise<AgentHandle> => {
    writeFileSync(join(folder, "ovs-ofctl"), program);
    chmodSync(join(folder, "ovs-ofctl"), 0o755);
    server = await new IngestServer().start();
    stop = new AbortController();
    const ovs = new OvsView(folder);
    const places = { ovs, ovsRunDir: folder, ovnRunDir: folder };
    const own = { path: [], certificates: [], builtAt: null };
    kept = keepSession(
      {
        aggregator: { address: server.address, tls: null },
        hello: async () => helloOf("node1"),
        table: commandTable(places, new PortRegistry(ovs, []), own),
        log: pino({ level: "silent" }),
        load: new LoadSampler(),
        software: new SoftwareWatch({ read: async () => nothing, onChange: () => () => {} }),
      },
      stop.signal,
    );
    await until("the agent", () => server.ingest.directory.agent("node1") !== undefined);
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    return handle;
  };

  test("arrives whole, whoever reads slowly, while the session answers", async () => {
    const handle = await begin(printing(60_000));
    let flows = 0;
    let batches = 0;
    const dump = handle.flows({ bridge: "br-int" }, soon, async (batch) => {
      flows += batch.flows.length;
      batches += 1;
      // A reader that is slow now and then, on purpose.
      if (batches % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(batch.flows[0]?.table, 8);
    });
    await until("the first batch", () => batches > 0);
    await handle.nodeFacts(soon);
    const report = await dump;
    assert.deepEqual([report.flows, report.unparsed, flows], [60_000, 0, 60_000]);
    assert.ok((server.ingest.directory.list()[0]?.clock?.errorMs ?? 1e9) < 1_000);
  });

  test("of one table asks for no other; one that fails says what ovs-ofctl said", async () => {
    const asked = '[ "$5" = table=9 ] || exit 9';
    const handle = await begin(`#!/bin/sh\n${asked}\nyes '${flow}' | head -n 3\n`);
    const { flows } = await handle.flows({ bridge: "br-int", table: 9 }, soon, () => {});
    assert.equal(flows, 3);
    writeFileSync(join(folder, "ovs-ofctl"), "#!/bin/sh\necho 'no such bridge' >&2\nexit 1\n");
    await assert.rejects(
      handle.flows({ bridge: "br-int" }, soon, () => {}),
      /COMMAND_FAILED .*no such bridge/,
    );
  });

  test("of a bridge whose name leads elsewhere starts nothing", async () => {
    const handle = await begin(printing(10));
    for (const bridge of ["../db", "a/b", ".hidden"]) {
      const dump = handle.flows({ bridge }, soon, () => {});
      await assert.rejects(dump, /COMMAND_FAILED .*NO_BRIDGE/, bridge);
    }
  });

  test("ends at the agent when its reader gives up", async () => {
    const handle = await begin(`#!/bin/sh\nwhile :; do echo '${flow}'; done\n`);
    let batches = 0;
    const dump = handle.flows({ bridge: "br-int" }, soon, () => {
      batches += 1;
      if (batches > 3) throw new RangeError("enough");
    });
    await assert.rejects(dump, RangeError);
    const running = () => handle.info.commandsRunning;
    await handle.nodeFacts(soon);
    assert.equal(running(), 0);
    assert.equal(server.ingest.transfers.failed, 1);
  });
});
