import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  controlSocketName,
  createTraceFolder,
  sweepTraceFolders,
} from "../../../../aggregator/logical-trace/trace-folder.ts";

/** No process has this number: it is beyond the largest pid_max (proc_sys_kernel(5)). */
const gone = "tapline-ovn-trace-4194305-";

describe("the sweep", () => {
  let parent: string;
  const listening: Server[] = [];
  /** Paths of the sockets on which somebody spoke to a daemon. */
  let asked: string[] = [];

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "tapline-sweep-test-"));
    asked = [];
  });
  afterEach(async () => {
    for (const server of listening.splice(0)) server.close();
    await rm(parent, { recursive: true });
  });

  async function folderOf(name: string): Promise<string> {
    await mkdir(join(parent, name), { mode: 0o700 });
    return join(parent, name);
  }

  async function listen(path: string): Promise<string> {
    const server = createServer((caller) => {
      asked.push(path);
      caller.destroy();
    });
    listening.push(server);
    server.listen(path);
    await once(server, "listening");
    return path;
  }

  test("ends a daemon in a folder of a program that is gone", async () => {
    const socket = await listen(join(await folderOf(`${gone}a`), controlSocketName("reply", 3)));
    assert.equal(await sweepTraceFolders(parent), 1);
    assert.deepEqual([asked, await readdir(parent)], [[socket], []]);
  });

  test("leaves alone where a symbolic link with the name of a folder leads", async () => {
    const ovn = await folderOf("run-ovn");
    await listen(join(ovn, "ovnsb_db.ctl"));
    await listen(join(ovn, controlSocketName("new", 1)));
    await symlink(ovn, join(parent, `${gone}x`));
    assert.equal(await sweepTraceFolders(parent), 0);
    assert.deepEqual(asked, []);
    assert.equal((await readdir(ovn)).length, 2);
  });

  test("leaves alone where a symbolic link with the name of a socket leads", async () => {
    const database = await listen(join(await folderOf("run-ovn"), "ovnsb_db.ctl"));
    await symlink(database, join(await folderOf(`${gone}x`), controlSocketName("new", 1)));
    assert.equal(await sweepTraceFolders(parent), 1);
    assert.deepEqual(asked, []);
    assert.ok((await lstat(database)).isSocket());
  });

  test("speaks to sockets with the names of ours alone", async () => {
    const folder = await folderOf(`${gone}a`);
    for (const name of ["left.ctl", "new-1.ctl.ctl", "new-.ctl"]) await listen(join(folder, name));
    await writeFile(join(folder, controlSocketName("new", 1)), "");
    assert.equal(await sweepTraceFolders(parent), 1);
    assert.deepEqual(asked, []);
  });

  test("leaves a folder into which others can write", async () => {
    const folder = await folderOf(`${gone}a`);
    await listen(join(folder, controlSocketName("new", 1)));
    await chmod(folder, 0o770);
    assert.equal(await sweepTraceFolders(parent), 0);
    assert.deepEqual(asked, []);
  });

  test("knows the folders of an earlier program with our process id from ours", async () => {
    const ours = await createTraceFolder(parent);
    await listen(join(ours, controlSocketName("new", 1)));
    const earlier = await folderOf(`tapline-ovn-trace-${process.pid}-abcdef-x`);
    const left = await listen(join(earlier, controlSocketName("new", 1)));
    assert.equal(await sweepTraceFolders(parent), 1);
    assert.deepEqual([asked, (await readdir(parent)).length], [[left], 1]);
  });
});
