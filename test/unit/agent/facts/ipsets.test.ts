import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readFirewall } from "../../../../agent/facts/firewall.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { isInstalled, skipNetns, TestNetnses } from "../ports/test-netns.ts";

const { signal } = new AbortController();

const skip = skipNetns || (isInstalled("ipset") ? false : "ipset is not installed");

describe("ipsets of a namespace", { skip, timeout: 20_000 }, () => {
  test("are read where a rule asks for one, by either kind of iptables", async () => {
    const netnses = new TestNetnses();
    try {
      for (const tool of ["iptables-nft", "iptables-legacy"]) {
        const netns = await netnses.add("ipset");
        const place = { inode: 0, path: netns.path, pid: null };
        await netns.exec("ipset", "create", "nets", "hash:net");
        await netns.exec("ipset", "add", "nets", "10.16.0.0/16");
        await netns.exec(tool, "-A", "INPUT", "-s", "10.0.0.1", "-j", "DROP");
        assert.equal((await readFirewall(place, signal)).ipsets, undefined, "nobody asks");
        const match = ["-m", "set", "--match-set", "nets", "src"];
        await netns.exec(tool, "-A", "INPUT", ...match, "-j", "DROP");
        const { ipsets = "", problems } = await readFirewall(place, signal);
        assert.match(ipsets, /^create nets hash:net .*\nadd nets 10\.16\.0\.0\/16\n$/);
        assert.deepEqual(problems, []);
      }
    } finally {
      await netnses.remove();
    }
  });

  test("that are too many, or cannot be read, are a problem and no empty list", async () => {
    const netnses = new TestNetnses();
    try {
      const netns = await netnses.add("ipset");
      const place = { inode: 0, path: netns.path, pid: null };
      const members = Array.from({ length: 60_000 }, (_, i) => {
        return `add many 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
      });
      await netns.write(["ipset", "restore"], ["create many hash:ip", ...members, ""].join("\n"));
      const match = ["-m", "set", "--match-set", "many", "src"];
      await netns.exec("iptables", "-A", "INPUT", ...match, "-j", "DROP");
      const { ipsets, problems } = await readFirewall(place, signal);
      assert.equal(ipsets, undefined);
      const said = { program: "nsenter", limitBytes: 1024 * 1024 };
      const why = reason("IPSETS_UNREAD", { why: reason("PROGRAM_SAID_TOO_MUCH", said) });
      assert.deepEqual(problems, [{ part: "firewall", why }]);
    } finally {
      await netnses.remove();
    }
  });
});
