import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Started } from "../../../../lib/exec.ts";
import { OvsdbClient } from "../../../../lib/ovsdb/client.ts";
import type { TlsFiles } from "../../../../lib/ovsdb/dial.ts";
import { northboundSchema } from "../../../installed-ovn.ts";
import { noServerReason, waitFor } from "./database-server.ts";
import { Authority, noOpensslReason, serveSecured } from "./secured-server.ts";

const skip = (await noServerReason()) || (await noOpensslReason());

describe("ssl remotes of a real server", { skip }, () => {
  let folder: string;
  let ours: Authority;
  let others: Authority;
  let files: TlsFiles;
  const servers: Started[] = [];

  const serve = async (own: TlsFiles): Promise<string> => {
    const served = await serveSecured(folder, northboundSchema, own);
    servers.push(served.server);
    return served.remote;
  };
  let remote: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tapline-ssl-"));
    ours = await Authority.create(join(folder, "ours"));
    others = await Authority.create(join(folder, "others"));
    files = await ours.issue("client");
    remote = await serve(await ours.issue("server"));
  });
  after(async () => {
    for (const { child } of servers) child.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });

  /** Why it does not connect; null when it does, and reads. */
  const problem = async (to: string, tls: TlsFiles): Promise<string | null> => {
    const backoff = { firstMs: 20, maxMs: 50 };
    const client = new OvsdbClient({ remotes: to, database: "OVN_Northbound", tls, backoff });
    client.start();
    const isSettled = (): boolean => {
      const { state, lastError } = client.status;
      if (state === "connected") return true;
      // Until the server listens.
      return lastError !== null && !lastError.message.includes("ECONNREFUSED");
    };
    try {
      await waitFor(isSettled, 20_000);
      if (client.status.state !== "connected") return client.status.lastError?.message ?? "";
      assert.deepEqual(await client.select("Logical_Switch", [], ["name"]), []);
      return null;
    } finally {
      await client.close();
    }
  };

  test("both sides show certificates of one CA", async () => {
    assert.equal(await problem(remote, files), null);
  });

  test("a server of another CA is not trusted", async () => {
    const why = await problem(remote, { ...files, ca: others.certificate });
    assert.match(why ?? "", /^Cannot connect to ssl:.*(certificate|verify)/);
  });

  test("a server whose certificate has expired is not trusted", async () => {
    const dates = ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"];
    const expired = await serve(await ours.issue("expired-server", ...dates));
    assert.match((await problem(expired, files)) ?? "", /certificate has expired/);
  });

  test("the server refuses a client of another CA, or one that has expired", async () => {
    const stranger = await others.issue("stranger");
    assert.match((await problem(remote, { ...stranger, ca: files.ca })) ?? "", /ssl:127/);
    const dates = ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"];
    const late = await ours.issue("late", ...dates);
    assert.match((await problem(remote, late)) ?? "", /ssl:127/);
  });

  test("a file that is missing, or holds something else, is named", async () => {
    const gone = join(folder, "gone.pem");
    const missing = await problem(remote, { ...files, certificate: gone });
    assert.match(missing ?? "", /cannot read the certificate: .*gone\.pem/);
    const key = await problem(remote, { ...files, key: join(folder, "gone.key") });
    assert.match(key ?? "", /cannot read the private key: .*gone\.key/);
    const wrong = join(folder, "wrong.pem");
    await writeFile(wrong, "no certificate");
    assert.match((await problem(remote, { ...files, ca: wrong })) ?? "", /Cannot connect to ssl:/);
    assert.match((await problem(remote, { ...files, key: wrong })) ?? "", /Cannot connect to ssl:/);
  });

  test("a renewed certificate is taken with the next connection", async () => {
    const own = await others.issue("renewed");
    assert.notEqual(await problem(remote, { ...own, ca: files.ca }), null);
    const renewed = await ours.issue("renewed");
    await copyFile(renewed.key, own.key);
    await copyFile(renewed.certificate, own.certificate);
    assert.equal(await problem(remote, { ...own, ca: files.ca }), null);
  });

  test("a server that does not speak TLS is not waited for without end", async () => {
    const plain = createServer((socket) => socket.on("error", () => {}).write("{}"));
    plain.listen(0, "127.0.0.1");
    await once(plain, "listening");
    const address = plain.address();
    const port = typeof address === "object" ? address?.port : 0;
    assert.match((await problem(`ssl:127.0.0.1:${port}`, files)) ?? "", /Cannot connect to ssl:/);
    plain.close();
  });
});
