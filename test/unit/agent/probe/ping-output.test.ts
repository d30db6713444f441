import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parsePing } from "../../../../agent/probe/ping-output.ts";
import { pingFixture } from "./ping-fixture.ts";

const outcomes = (name: string): string[] =>
  parsePing(pingFixture(name)).events.map(({ sequence, outcome }) => `${sequence} ${outcome}`);

describe("the output of ping", () => {
  test("gives each answer with its round trip and time", () => {
    const { events, transmitted, words } = parsePing(pingFixture("answered"));
    assert.deepEqual(events[0], {
      sequence: 1,
      outcome: "answered",
      rttMs: 1.38,
      detail: "",
      mtu: 0,
      printedAt: 1795337459.997966,
    });
    assert.deepEqual(
      outcomes("answered"),
      [1, 2, 3, 4, 5].map((key) => `${key} answered`),
    );
    assert.equal(transmitted, 5);
    assert.equal(words, "");
  });

  test("does not take lines of what has not come yet for answers", () => {
    assert.deepEqual(outcomes("silent"), []);
    assert.deepEqual(outcomes("lossy"), [
      "1 answered",
      "2 answered",
      "5 answered",
      "6 answered",
      "8 answered",
    ]);
  });

  test("gives errors of routers and of the own neighbour resolution", () => {
    assert.deepEqual(outcomes("no-route-beyond"), ["1 unreachable", "2 unreachable"]);
    const [first] = parsePing(pingFixture("no-arp")).events;
    assert.equal(first?.detail, "Destination Host Unreachable (from 192.0.2.1)");
    assert.equal(outcomes("no-arp").length, 5);
  });

  test("gives the MTU that a router tells", () => {
    const { events, localErrors } = parsePing(pingFixture("frag-needed"));
    assert.deepEqual(
      events.map(({ outcome, mtu }) => [outcome, mtu]),
      [["too-big", 1300]],
    );
    assert.deepEqual(
      localErrors.map(({ mtu }) => mtu),
      [1300, 1300],
    );
  });

  test("gives what the own kernel does not send, IPv4 and IPv6", () => {
    for (const name of ["too-long", "too-long-ipv6"]) {
      const { localErrors, events } = parsePing(pingFixture(name));
      assert.equal(events.length, 0);
      const one = { outcome: "too-big", detail: "EMSGSIZE", mtu: 1400 };
      assert.deepEqual(localErrors, [one, one, one]);
    }
  });

  test("gives a missing route as unreachable, by errno", () => {
    for (const name of ["no-route", "no-network-ipv6"]) {
      const { localErrors, transmitted } = parsePing(pingFixture(name));
      assert.deepEqual(localErrors, [{ outcome: "unreachable", detail: "ENETUNREACH", mtu: 0 }]);
      assert.equal(transmitted, null);
    }
  });

  test("gives a prohibited route as such, not as ping's question about broadcasts", () => {
    const { localErrors, words } = parsePing(pingFixture("prohibited"));
    assert.deepEqual(localErrors, [{ outcome: "error", detail: "EACCES", mtu: 0 }]);
    assert.equal(words, "");
  });

  test("counts the first answer of several, and an answer over an error", () => {
    const answer = (ms: number): string =>
      `64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=${ms} ms`;
    const text = `From 10.0.0.9 icmp_seq=1 Redirect Host\n${answer(1)}\n${answer(9)} (DUP!)\n`;
    assert.deepEqual(
      parsePing(text).events.map(({ rttMs }) => rttMs),
      [1],
    );
  });

  test("keeps words that it does not know", () => {
    assert.equal(parsePing("ping: invalid option -- 'e'\n").words, "invalid option -- 'e'");
  });

  test("never gives a wrong answer when it is cut anywhere", () => {
    const text = pingFixture("answered");
    const whole = new Map(parsePing(text).events.map((event) => [event.sequence, event]));
    for (let length = 0; length < text.length; length += 1) {
      for (const event of parsePing(text.slice(0, length)).events) {
        assert.deepEqual(event, whole.get(event.sequence));
      }
    }
  });
});
