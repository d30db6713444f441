import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { exitStatus } from "../../../proto/documents/v1/names.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { wire } from "../../../proto/load.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

describe("how a caller says who he is", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-connection-"));
  const file = join(folder, "token");
  const server = new grpc.Server();
  const shown: (readonly grpc.MetadataValue[])[] = [];
  let address = "";
  before(async () => {
    server.addService(wire.DiagnosisService.service, {
      ListAgents: (call, callback) => {
        shown.push(call.metadata.get("authorization"));
        callback(null, {});
      },
    } as Partial<DiagnosisServiceHandlers> as DiagnosisServiceHandlers);
    const insecure = grpc.ServerCredentials.createInsecure();
    const port = await new Promise<number>((resolve) => {
      server.bindAsync("127.0.0.1:0", insecure, (_error, bound) => resolve(bound));
    });
    address = `127.0.0.1:${port}`;
    writeFileSync(file, "from.a-file\n");
  });
  after(() => {
    server.forceShutdown();
    rmSync(folder, { recursive: true });
  });
  const agents = (env: Readonly<Record<string, string>>, ...more: readonly string[]) =>
    cli(["agents", "--address", address, ...more], { env });

  test("by the token of a file, or of the environment", async () => {
    shown.length = 0;
    assert.equal((await agents({})).status, 0);
    assert.equal((await agents({ TAPLINE_TOKEN: "from.env" })).status, 0);
    assert.equal((await agents({ TAPLINE_TOKEN: "x" }, "--token-file", file)).status, 0);
    assert.equal((await agents({ TAPLINE_TOKEN_FILE: file })).status, 0);
    const file_ = "Bearer from.a-file";
    assert.deepEqual(shown, [[], ["Bearer from.env"], [file_], [file_]]);
  });

  test("but not in the clear beyond this machine, and not to a unix socket", async () => {
    const far = await cli(["agents", "--address", "192.0.2.1:10671"], {
      env: { TAPLINE_TOKEN: "x" },
    });
    assert.equal(far.status, exitStatus.usage);
    assert.match(far.stderr, /Cannot send a token to 192\.0\.2\.1:10671 in the clear: give --ca/);
    const values: unknown[] = [];
    const ListAgents: DiagnosisServiceHandlers["ListAgents"] = (call, callback) => {
      values.push(...call.metadata.get("authorization"));
      callback(null, {});
    };
    await withAggregator({ ListAgents }, async (unix) => {
      const near = await cli(["agents", "--address", unix], { env: { TAPLINE_TOKEN: "x" } });
      assert.equal(near.status, 0);
    });
    assert.deepEqual(values, []);
  });

  test("what cannot be used is named", async () => {
    writeFileSync(join(folder, "two"), "one two");
    const wrong = [
      [["--token-file", "/nonexistent"], /Cannot read \/nonexistent: .*ENOENT/],
      [["--token-file", join(folder, "two")], /two: it holds no bearer token/],
      [["--ca", "/nonexistent"], /Cannot read \/nonexistent/],
      [["--ca", file], /Cannot use the certificates: /],
      [["--ca", file, "--cert", file], /wanted --cert and --key/],
    ] as const;
    for (const [more, words] of wrong) {
      const { status, stderr } = await agents({}, ...more);
      assert.equal(status, exitStatus.usage, stderr);
      assert.match(stderr, words);
    }
  });
});
