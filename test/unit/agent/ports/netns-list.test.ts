import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { listNetns, netnsInode } from "../../../../agent/ports/netns-list.ts";
import { readSysfsLink } from "../../../../agent/ports/sysfs-link.ts";
import { type Started, start } from "../../../../lib/exec.ts";
import { skipNetns, TestNetnses, type TestPair } from "./test-netns.ts";

describe("the namespaces of a machine", { skip: skipNetns, timeout: 20_000 }, () => {
  const netnses = new TestNetnses();
  let pair: TestPair;
  let process: Started;

  before(async () => {
    pair = await netnses.pair("3f00112233dd_h");
    // ip netns exec also mounts the namespace's own /sys, as a container has it.
    process = await start(["ip", "netns", "exec", pair.pod.name, "sleep", "60"], {
      dieWithParent: true,
    });
  });
  after(async () => {
    process.child.kill("SIGKILL");
    await netnses.remove();
  });

  test("are those of the directories, with a process in them", async () => {
    const inode = await netnsInode(pair.pod.path);
    for (;;) {
      const { netns } = await listNetns(["/run/netns"]);
      const found = netns.find((candidate) => candidate.inode === inode);
      assert.equal(found?.path, pair.pod.path);
      if (found?.pid === process.pid) break;
    }
  });

  test("are found through processes where no directory shows them", async () => {
    const inode = await netnsInode(pair.pod.path);
    const { netns } = await listNetns(["/nonexistent"]);
    const found = netns.find((candidate) => candidate.inode === inode);
    assert.equal(found?.path, `/proc/${process.pid}/ns/net`);
  });

  test("leave out the agent's own", async () => {
    const own = await netnsInode("/proc/self/ns/net");
    const { netns } = await listNetns(["/run/netns"]);
    assert.ok(netns.every(({ inode }) => inode !== own));
  });

  test("show an interface through a process's own /sys", async () => {
    const link = await readSysfsLink(process.pid, "eth0");
    const [listed] = JSON.parse(await pair.pod.exec("ip", "-j", "link", "show", "eth0"));
    assert.equal(link?.ifindex, listed.ifindex);
    assert.equal(link?.peerIfindex, listed.link_index);
    assert.equal(link?.mac, listed.address);
    assert.equal(await readSysfsLink(process.pid, "../lo"), null);
    assert.equal(await readSysfsLink(process.pid, "none0"), null);
  });
});
