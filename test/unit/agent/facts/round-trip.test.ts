import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readRoundTrip } from "../../../../agent/facts/routes.ts";
import { skipNetns, TestNetnses } from "../ports/test-netns.ts";

const { signal } = new AbortController();
const remote = "203.0.113.9";
const pod = "10.16.0.5";

describe("what a node's kernel does with a packet and its answer", {
  skip: skipNetns,
  timeout: 20_000,
}, () => {
  test("routes, policy rules and rp_filter are in it", async () => {
    const netnses = new TestNetnses();
    try {
      const { path, exec } = await nodeWith(netnses);
      const forwarded = { to: remote, from: pod, input: "ovn0" };
      const asked = { to: "198.51.100.1", from: pod, input: "ovn0" };
      const sent = { to: pod, from: "", input: "" };

      const out = await readRoundTrip(path, forwarded, signal);
      assert.equal(out.there?.route?.device, "nic0");
      assert.equal(out.back?.input, "nic0");
      assert.equal(out.back?.route?.device, "ovn0");

      const taken = await readRoundTrip(path, asked, signal);
      assert.equal(taken.there?.route?.type, "local");
      assert.equal(taken.back?.from, "198.51.100.1");
      assert.equal(taken.back?.route?.device, "ovn0");

      const own = await readRoundTrip(path, sent, signal);
      assert.equal(own.there?.route?.device, "ovn0");
      assert.equal(own.back?.input, "ovn0");
      assert.equal(own.back?.route?.type, "local");

      // Only what the node itself answers goes by this rule.
      await exec("ip", "route", "add", "default", "via", "198.51.100.254", "table", "100");
      await exec("ip", "rule", "add", "from", "198.51.100.1", "lookup", "100");
      const ruled = await readRoundTrip(path, asked, signal);
      assert.equal(ruled.back?.route?.device, "nic0");
      assert.equal(ruled.back?.route?.table, "100");
      assert.equal((await readRoundTrip(path, forwarded, signal)).back?.route?.table, "");

      await exec("ip", "route", "replace", "10.16.0.0/16", "via", "198.51.100.254");
      await exec("sysctl", "-qw", "net.ipv4.conf.ovn0.rp_filter=1");
      const filtered = await readRoundTrip(path, forwarded, signal);
      // EXDEV, and since Linux 6.13 EINVAL.
      assert.match(filtered.there?.error ?? "", /^Invalid (cross-device link|argument)$/);
      assert.equal(filtered.back, null);
    } finally {
      await netnses.remove();
    }
  });
});

/** A node with a NIC and the pods' network on another interface, each with its other end. */
async function nodeWith(netnses: TestNetnses): Promise<{
  readonly path: string;
  readonly exec: (...argv: string[]) => Promise<unknown>;
}> {
  const netns = await netnses.add("trip");
  const exec = (...argv: string[]): Promise<unknown> => netns.exec(...argv);
  for (const name of ["nic0", "ovn0"]) {
    await exec("ip", "link", "add", name, "type", "veth", "peer", "name", `${name}p`);
    await exec("ip", "link", "set", name, "up");
    await exec("ip", "link", "set", `${name}p`, "up");
  }
  await exec("ip", "address", "add", "198.51.100.1/24", "dev", "nic0");
  await exec("ip", "address", "add", "100.64.0.2/16", "dev", "ovn0");
  await exec("ip", "route", "add", "default", "via", "198.51.100.254");
  await exec("ip", "route", "add", "10.16.0.0/16", "via", "100.64.0.1", "src", "198.51.100.1");
  await exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0");
  await exec("sysctl", "-qw", "net.ipv4.conf.ovn0.rp_filter=0", "net.ipv4.conf.nic0.rp_filter=0");
  return { path: netns.path, exec };
}
