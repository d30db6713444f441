import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { databaseConnection } from "../../../../../aggregator/inventory/ovn/database-connection.ts";
import { run, type Started, start } from "../../../../../lib/exec.ts";
import { OvsdbClient } from "../../../../../lib/ovsdb/client.ts";
import { northboundSchema } from "../../../../installed-ovn.ts";
import { noServerReason, waitFor } from "../../../lib/ovsdb/database-server.ts";

const skip = await noServerReason();
const database = "OVN_Northbound";

/** A member of a cluster of real servers, which talk by unix sockets in the folder. */
class Member {
  readonly file: string;
  readonly raft: string;
  readonly remote: string;
  #started: Started | null = null;

  constructor(folder: string, name: string) {
    this.file = join(folder, name);
    this.raft = `unix:${this.file}.raft`;
    this.remote = `unix:${this.file}.sock`;
  }

  async start(): Promise<void> {
    const options = [`--remote=p${this.remote}`, `--unixctl=${this.file}.ctl`, "--verbose=off"];
    const argv = ["ovsdb-server", this.file, ...options, "--no-chdir"];
    this.#started = await start(argv, { dieWithParent: true });
  }

  async says(wanted: RegExp): Promise<boolean> {
    const argv = ["ovs-appctl", "-t", `${this.file}.ctl`, "cluster/status", database];
    return wanted.test((await run(argv, { okCodes: [0, 1, 2] })).stdout);
  }

  async stop(): Promise<void> {
    const child = this.#started?.child;
    this.#started = null;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

test("a cluster that loses its majority says so, and is used again with it", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-cluster-"));
  const [one, two] = [new Member(folder, "1.db"), new Member(folder, "2.db")];
  const nobody = `unix:${folder}/nobody.sock`;
  const client = new OvsdbClient({
    remotes: `${one.remote},${nobody}`,
    database,
    backoff: { firstMs: 20, maxMs: 50 },
  });
  try {
    await run(["ovsdb-tool", "create-cluster", one.file, northboundSchema, one.raft]);
    await one.start();
    client.start();
    await waitFor(() => client.status.state === "connected");
    assert.deepEqual(databaseConnection(client).failures, []);
    await run(["ovsdb-tool", "join-cluster", two.file, database, two.raft, one.raft]);
    await two.start();
    await waitFor(() => two.says(/^Status: cluster member$/m), 10_000);
    await two.stop();
    await waitFor(() => client.failures.size === 2, 15_000);
    const { connected, remotes, failures } = databaseConnection(client);
    assert.equal(connected, false);
    assert.deepEqual(remotes, [one.remote, nobody]);
    const kinds = new Map(failures.map(({ remote, kind }) => [remote, kind]));
    assert.equal(kinds.get(one.remote), "no-quorum");
    assert.equal(kinds.get(nobody), "unreachable");
    await two.start();
    await waitFor(() => client.status.state === "connected", 15_000);
    assert.deepEqual(databaseConnection(client).failures, []);
  } finally {
    await client.close();
    await Promise.all([one.stop(), two.stop()]);
    rmSync(folder, { recursive: true });
  }
});
