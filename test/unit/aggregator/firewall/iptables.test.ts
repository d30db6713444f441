import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dropsAt } from "../../../../aggregator/firewall/evaluate.ts";
import { parseIptables } from "../../../../aggregator/firewall/iptables/iptables.ts";
import type { FirewallPacket } from "../../../../aggregator/firewall/packet.ts";
import { splitWords } from "../../../../aggregator/firewall/words.ts";
import { fixture, genevePacket, tcpPacket } from "./firewall-fixture.ts";

const texts = {
  legacy: fixture("iptables/mixed.iptables-legacy-1.8.9.txt"),
  nft: fixture("iptables/mixed.iptables-nft-1.8.9.txt"),
} as const;
const icmp6 = fixture("iptables/icmp.ip6tables-legacy-1.8.9.txt");

const parse = (text: string, family = "ip", backend = "legacy") =>
  parseIptables({ family, backend, text });

const drops = (text: string, hook: string, packet: FirewallPacket, family = "ip") =>
  dropsAt(parse(text, family), [hook], packet);

for (const [backend, text] of Object.entries(texts)) {
  test(`rules of iptables-${backend} decide as the tool says`, () => {
    const [first] = drops(text, "input", genevePacket);
    assert.equal(first?.certain, true);
    assert.match(first.rule, /^iptables-legacy filter INPUT rule 1: -i eth0 -p udp/);
    assert.equal(first.counter, 0);
    // Port 8080 is none of the ports, and the address is in the prefix: only INVALID is left.
    assert.deepEqual(
      drops(text, "input", tcpPacket).map(({ unlikely }) => unlikely),
      [true],
    );
    const port22 = drops(text, "input", { ...tcpPacket, destinationPort: 22 });
    assert.deepEqual(
      port22.map(({ verdict, unlikely, certain }) => [verdict, unlikely, certain]),
      [
        ["drop", true, false],
        ["drop", true, false],
        ["reject", false, true],
      ],
    );
    const elsewhere = drops(text, "input", { ...tcpPacket, source: "10.17.0.5" });
    assert.match(elsewhere.at(-1)?.rule ?? "", /CHAIN-A rule 2: -d 10\.16\.0\.6/);
    assert.match(drops(text, "forward", tcpPacket).at(-1)?.rule ?? "", /FORWARD policy drop/);
    assert.deepEqual(drops(text, "output", tcpPacket), []);
  });
}

test("established packets pass where new ones do not", () => {
  const back = { ...tcpPacket, destinationPort: 22, ctState: "established" as const };
  assert.deepEqual(drops(texts.legacy, "input", back), []);
});

test("ip6tables knows ICMPv6 by number and IPv6 addresses", () => {
  const v6: FirewallPacket = { ...tcpPacket, source: "fd00::5", destination: "fd00::6" };
  const echo: FirewallPacket = {
    ...v6,
    ...{ protocol: "ipv6-icmp", destinationPort: null, icmpType: "echo-request" },
  };
  const certain = (packet: FirewallPacket) =>
    drops(icmp6, "input", packet, "ip6").map((drop) => drop.certain);
  assert.deepEqual(certain(v6), [true]);
  assert.deepEqual(certain(echo), [true]);
  assert.deepEqual(certain({ ...echo, icmpType: "echo-reply" }), []);
  assert.deepEqual(certain({ ...v6, source: "fd00::7" }), []);
  assert.deepEqual(certain(tcpPacket), [], "the other family");
});

test("counters stand with their rules and policies", () => {
  const text = "*filter\n:INPUT DROP [12:720]\n[7:420] -A INPUT -p tcp -j DROP\nCOMMIT\n";
  assert.deepEqual(
    drops(text, "input", tcpPacket).map(({ counter, certain }) => [counter, certain]),
    [
      [7, true],
      [12, false],
    ],
  );
});

test("what is not known is maybe, never less than it says", () => {
  const one = (words: string) =>
    drops(`*filter\n:INPUT ACCEPT [0:0]\n[0:0] -A INPUT ${words}\nCOMMIT\n`, "input", tcpPacket);
  for (const words of [
    "-m set --match-set bad src -j DROP",
    "-p tcp -m tcp --tcp-option 5 -j DROP",
    "-m length --length 64:128 -j DROP",
    '-m string --string "-j" --algo bm --to 65535 -j DROP',
    "-m recent --update --seconds 60 --name x --rsource -j REJECT",
  ]) {
    const [first] = one(words);
    assert.deepEqual([first?.certain, first?.unlikely], [false, false], words);
  }
  assert.deepEqual(one("-m set --match-set bad src -j LOG"), []);
  assert.deepEqual(one("-p udp -m set --match-set bad src -j DROP"), []);
});

test("a text that was cut is an error, not a smaller ruleset", () => {
  for (const text of [...Object.values(texts), icmp6]) {
    const whole = parse(text).chains.length;
    for (let at = 0; at < text.length; at++) {
      const cut = text.slice(0, at);
      try {
        const { chains } = parse(cut);
        // Between two tables nothing shows that there was another one.
        assert.match(cut, /^(?:#.*\n?)*$|COMMIT\n?(?:#.*\n?)*$/, cut.slice(-40));
        assert.ok(chains.length <= whole);
      } catch (thrown) {
        assert.ok(thrown instanceof SyntaxError, String(thrown));
      }
    }
  }
});

test("quoted words hold blanks and quotes", () => {
  assert.deepEqual(splitWords('--comment "say \\"no\\" now" -j DROP'), [
    ...["--comment", 'say "no" now', "-j", "DROP"],
  ]);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[\w"\\ .:/-]*$/), { maxLength: 6 }), (words) => {
      const quoted = words.map((word) => `"${word.replace(/["\\]/g, "\\$&")}"`);
      assert.deepEqual(splitWords(quoted.join(" ")), words);
    }),
  );
});
