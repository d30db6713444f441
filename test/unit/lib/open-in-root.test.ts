import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { run } from "../../../lib/exec.ts";
import { openInRoot, readInRoot } from "../../../lib/open-in-root.ts";

describe("open-in-root", () => {
  let folder = "";
  let root = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "in-root-"));
    root = join(folder, "root");
    await mkdir(join(root, "etc/deep"), { recursive: true });
    await mkdir(join(root, "run"));
    await writeFile(join(folder, "secret"), "of the node");
    await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
    await writeFile(join(root, "run/resolv.conf"), "nameserver 10.96.0.10\n");
    await symlink("../run/resolv.conf", join(root, "etc/resolv.conf"));
    await symlink("/run/resolv.conf", join(root, "etc/absolute"));
    await symlink("../../../../../run", join(root, "etc/deep/above"));
    await symlink("../../secret", join(root, "etc/escape"));
    await symlink(join(folder, "secret"), join(root, "etc/escape-absolute"));
    await symlink("loop", join(root, "etc/loop"));
    await symlink("/dev/zero", join(root, "etc/device"));
    await run(["mkfifo", join(root, "etc/fifo")]);
  });
  after(() => rm(folder, { recursive: true }));

  it("reads a file, also through links that stay below the root", async () => {
    assert.equal(await readInRoot(root, "/etc/hosts", 1000), "127.0.0.1 localhost\n");
    for (const path of ["/etc/resolv.conf", "/etc/absolute", "/etc/deep/above/resolv.conf"])
      assert.equal(await readInRoot(root, path, 1000), "nameserver 10.96.0.10\n", path);
  });

  it("reads no more than it may", async () => {
    assert.equal(await readInRoot(root, "/etc/hosts", 9), "127.0.0.1");
  });

  for (const path of ["/etc/escape", "/etc/escape-absolute", "/../secret", "/etc/nothing"])
    it(`does not leave the root by ${path}`, () =>
      assert.rejects(readInRoot(root, path, 100), { code: "ENOENT" }));

  it("refuses what is no regular file, without opening it", async () => {
    for (const path of ["/etc/fifo", "/etc", "/"])
      await assert.rejects(openInRoot(root, path), { code: "EINVAL" }, path);
    await assert.rejects(openInRoot(root, "/etc/device"), { code: "ENOENT" });
    await assert.rejects(openInRoot("/", "/dev/zero"), { code: "EINVAL" });
  });

  it("ends with links that lead to themselves", () =>
    assert.rejects(openInRoot(root, "/etc/loop"), { code: "ELOOP" }));

  it("never reads the node's file while a folder becomes a link and back", async () => {
    const etc = join(root, "swapped");
    const link = join(root, "swapped-link");
    await mkdir(etc);
    await writeFile(join(etc, "secret"), "of the pod");
    await symlink(folder, link);
    let running = true;
    const swapping = (async () => {
      while (running) {
        await rename(etc, `${etc}.away`);
        await rename(link, etc);
        await rename(etc, link);
        await rename(`${etc}.away`, etc);
      }
    })();
    for (let turn = 0; turn < 200; turn += 1) {
      const text = await readInRoot(root, "/swapped/secret", 100).catch(() => "refused");
      assert.notEqual(text, "of the node");
    }
    running = false;
    await swapping;
  });

  it("leaves no descriptor open", async () => {
    const open = async () => (await readdir("/proc/self/fd")).length;
    const before = await open();
    for (let turn = 0; turn < 50; turn += 1) {
      await readInRoot(root, "/etc/resolv.conf", 10);
      await readInRoot(root, "/etc/escape", 10).catch(() => {});
      await readInRoot(root, "/etc/fifo", 10).catch(() => {});
    }
    const now = await open();
    assert.ok(now - before < 5, `${before} → ${now}`);
  });
});
