import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dropsAt, passageOf } from "../../../../aggregator/firewall/evaluate.ts";
import type { FirewallPacket } from "../../../../aggregator/firewall/packet.ts";
import { rulesetOf } from "../../../../aggregator/firewall/proof.ts";
import type { Ruleset } from "../../../../aggregator/firewall/ruleset.ts";
import { type KubeOvnRelease, kubeOvnReleases, recordedText } from "../../../recorded-cluster.ts";
import { genevePacket, tcpPacket } from "./firewall-fixture.ts";

/** The rules of a node of a recording, as an agent reads them. */
async function rulesOf(release: KubeOvnRelease, node: string, more = ""): Promise<Ruleset> {
  const [ip, ip6, ipsets] = await Promise.all(
    ["iptables-save", "ip6tables-save", "ipset"].map((name) =>
      recordedText(release, `${node}/${name}.txt`),
    ),
  );
  const text = (ip ?? "").replace("-A INPUT", `${more}-A INPUT`);
  const iptables = [
    { family: "ip", backend: "nft", text },
    { family: "ip6", backend: "nft", text: ip6 ?? "" },
  ] as const;
  return rulesetOf({ nftJson: "", iptables, ipsets: ipsets ?? "" }, null);
}

const pod: FirewallPacket = { ...tcpPacket, source: "10.16.0.5", destination: "172.31.0.1" };

/** What Kube-OVN's rules let through, with the hooks that it passes. */
const passing: readonly (readonly [FirewallPacket, readonly string[]])[] = [
  [{ ...pod, inInterface: "ovn0" }, ["prerouting", "forward", "postrouting"]],
  [{ ...pod, destination: "198.18.0.12", inInterface: "ovn0" }, ["prerouting", "input"]],
  [{ ...pod, source: "198.18.0.11", destination: "10.16.0.5" }, ["output", "postrouting"]],
  [genevePacket, ["output", "postrouting"]],
  [genevePacket, ["prerouting", "input"]],
  [
    { ...pod, source: "fd00:10:16::5", destination: "fd00:10:16::6" },
    ["prerouting", "forward", "postrouting"],
  ],
];

for (const release of kubeOvnReleases) {
  describe(`the rules of Kube-OVN ${release}`, () => {
    test("drop nothing but a reset that is out of order", async () => {
      for (const node of ["n1", "n2", "n3"]) {
        const ruleset = await rulesOf(release, node);
        assert.ok((ruleset.ipsets?.size ?? 0) > 6);
        for (const [packet, hooks] of passing) {
          const drops = dropsAt(ruleset, hooks, packet);
          assert.deepEqual(
            drops.filter(({ unlikely }) => !unlikely),
            [],
          );
        }
      }
    });

    test("masquerade what Kube-OVN masquerades", async () => {
      const ruleset = await rulesOf(release, "n1");
      const hooks = ["prerouting", "forward", "postrouting"];
      const translated = (packet: Partial<FirewallPacket>) =>
        passageOf(ruleset, hooks, { ...pod, inInterface: "ovn0", ...packet })
          .translations.filter(({ unlikely }) => !unlikely)
          .map(({ kind }) => kind);
      assert.deepEqual(translated({}), ["masquerade"]);
      assert.deepEqual(translated({ source: "10.18.0.5" }), [], "its Subnet has no natOutgoing");
      assert.deepEqual(translated({ destination: "10.16.0.6" }), ["masquerade"]);
      assert.deepEqual(translated({ ctState: "established" }), [], "only the first packet");
    });

    test("decide by the members of their sets", async () => {
      const refusing = (words: string) => `-A INPUT -m set --match-set ${words} -j DROP\n`;
      const into = { ...pod, destination: "198.18.0.11" };
      const verdict = async (words: string, packet: FirewallPacket) =>
        dropsAt(await rulesOf(release, "n1", refusing(words)), ["input"], packet)
          .filter(({ unlikely }) => !unlikely)
          .map(({ certain }) => certain);
      assert.deepEqual(await verdict("ovn40subnets src", into), [true]);
      assert.deepEqual(await verdict("ovn40other-node src", into), []);
      assert.deepEqual(await verdict("ovn40other-node src", { ...into, source: "198.18.0.12" }), [
        true,
      ]);
      const behind = `ovn40subnets src -j ACCEPT\n${refusing("ovn40subnets src")}`;
      assert.deepEqual(await verdict(`${behind}-A INPUT -m set --match-set x src`, into), []);
    });
  });
}
