import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readNftables } from "../../../../agent/facts/firewall.ts";
import { Look } from "../../../../agent/facts/look.ts";
import { readRouteTo } from "../../../../agent/facts/routes.ts";
import { WantedAddresses } from "../../../../agent/facts/sieve/wanted-addresses.ts";
import { skipNetns, TestNetnses } from "../ports/test-netns.ts";

const { signal } = new AbortController();

describe("a pod's firewall and routes", { skip: skipNetns, timeout: 20_000 }, () => {
  test("are empty, then there, then too large to send", async () => {
    const netnses = new TestNetnses();
    try {
      const netns = await netnses.add("nft");
      const own = { inode: 0, path: netns.path, pid: null };
      const place = { netns: own, signal, wanted: new WantedAddresses([]) };
      assert.equal((await readNftables(place)).text, "");
      await netns.exec("nft", "add", "table", "inet", "blocker");
      assert.match((await readNftables(place)).text, /"blocker"/);
      for (const network of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
        const addresses = Array.from(
          { length: 8_000 },
          (_, i) => `10.${network}.${i >> 8}.${i & 255}`,
        );
        const set = `{ type ipv4_addr; elements = { ${addresses.join(", ")} }; }`;
        await netns.exec("nft", "add", "set", "inet", "blocker", `many${network}`, set);
      }
      const look = new Look();
      const nothing = { text: "", leftOut: 0 };
      assert.equal(await look.at("firewall", readNftables(place), nothing), nothing);
      const [problem] = look.problems;
      assert.equal(problem?.part, "PROBLEM_PART_FIREWALL");
      assert.equal(problem?.why?.code, "PROGRAM_SAID_TOO_MUCH");
      const wanted = new WantedAddresses(["10.3.0.7", "10.99.0.1"]);
      const { text, leftOut } = await readNftables({ ...place, wanted });
      assert.equal(leftOut, 79_999);
      assert.match(text, /"10\.3\.0\.7"/);
    } finally {
      await netnses.remove();
    }
  });

  test("give the kernel's words where there is no route", async () => {
    const to = (address: string) => ({ to: address, from: "", input: "" });
    const netnses = new TestNetnses();
    try {
      const { path } = await netnses.add("route");
      assert.deepEqual(await readRouteTo(path, to("198.51.100.1"), signal), {
        route: null,
        error: "Network is unreachable",
      });
      assert.equal((await readRouteTo(path, to("127.0.0.1"), signal)).route?.device, "lo");
      await assert.rejects(readRouteTo("/run/netns/tlt-none", to("127.0.0.1"), signal));
    } finally {
      await netnses.remove();
    }
  });
});
