import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TcpdumpMessages, wordsOf } from "../../../../agent/capture/tcpdump-messages.ts";

/** stderr of tcpdump 4.99.3, libpcap 1.10.3. */
const whole = `tcpdump: data link type LINUX_SLL2
tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 128 bytes
52 packets captured
60 packets received by filter
8 packets dropped by kernel
`;

function read(...chunks: string[]): TcpdumpMessages {
  const messages = new TcpdumpMessages();
  for (const chunk of chunks) messages.push(chunk);
  return messages;
}

describe("tcpdump's messages", () => {
  test("are read as a whole", () => {
    const messages = read(whole);
    assert.equal(messages.isListening, true);
    assert.equal(messages.words, "");
    assert.deepEqual(messages.statistics, {
      captured: 52,
      received: 60,
      droppedKernel: 8,
      droppedInterface: 0,
    });
  });

  test("are read byte by byte", () => {
    assert.deepEqual(read(...whole).statistics, read(whole).statistics);
    assert.equal(read(...whole).isListening, true);
  });

  test("give no statistics unless all lines are whole", () => {
    for (let length = 0; length < whole.length; length += 1) {
      assert.equal(read(whole.slice(0, length)).statistics, null);
    }
  });

  test("know one packet, and drops by the interface", () => {
    const one = "1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n";
    const statistics = read(one, "3 packets dropped by interface\n").statistics;
    assert.deepEqual(statistics, {
      captured: 1,
      received: 1,
      droppedKernel: 0,
      droppedInterface: 3,
    });
  });

  test("listen only on SLL2", () => {
    const other = "tcpdump: listening on any, link-type LINUX_SLL (Linux cooked v1), snapshot\n";
    assert.equal(read(other).isListening, false);
  });

  test("keep tcpdump's words, without its small talk", () => {
    const stderr =
      "tcpdump: data link type LINUX_SLL2\ntcpdump: can't parse filter expression: x\n";
    assert.equal(wordsOf(stderr), "can't parse filter expression: x");
    assert.equal(read(stderr).words, "can't parse filter expression: x");
  });

  test("are bounded: neither many lines nor a long one are kept", () => {
    assert.ok(read("x\n".repeat(10_000)).words.length < 1_000);
    assert.ok(read("x".repeat(1_000_000)).words.length < 10_000);
  });
});
