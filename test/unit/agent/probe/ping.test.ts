import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pingResult, pingVector } from "../../../../agent/probe/ping.ts";
import { parsePing } from "../../../../agent/probe/ping-output.ts";
import type { ProbeRequest } from "../../../../agent/probe/probe-request.ts";
import { pingFixture } from "./ping-fixture.ts";

const request: ProbeRequest = {
  protocol: "icmp",
  destination: "10.16.0.6",
  family: 4,
  port: 0,
  count: 5,
  intervalMs: 50,
  waitMs: 500,
  packetBytes: 0,
  dontFragment: false,
  http: null,
  identifier: 4711,
};

const startedAt = 1_795_337_000;
const resultOf = (name: string, count: number, endedAt = startedAt + 600) =>
  pingResult(parsePing(pingFixture(name)), { ...request, count }, startedAt, endedAt);

describe("a probe by ping", () => {
  test("names its identifier, count and waits, and ends its options", () => {
    assert.deepEqual(pingVector(request), [
      ...["ping", "-n", "-D", "-O", "-c", "5", "-i", "0.05", "-W", "0.5", "-S", "131072"],
      ...["-e", "4711", "--", "10.16.0.6"],
    ]);
  });

  test("makes the packet as large as was asked for, headers included", () => {
    const size = (family: 4 | 6): string | undefined => {
      const vector = pingVector({ ...request, family, packetBytes: 1_400, dontFragment: true });
      assert.equal(vector[vector.indexOf("-M") + 1], "do");
      return vector[vector.indexOf("-s") + 1];
    };
    assert.deepEqual([size(4), size(6)], ["1372", "1352"]);
  });

  test("has an attempt for each request, with the time at which it left", () => {
    const { attempts, error } = resultOf("answered", 5);
    assert.equal(error, "");
    assert.deepEqual(
      attempts.map(({ key }) => key),
      [1, 2, 3, 4, 5],
    );
    assert.equal(attempts[0]?.sentUnixUs, 1795337459996586);
    assert.ok(attempts.every(({ outcome }) => outcome === "answered"));
  });

  test("has a timeout for what was not answered, and places it in time", () => {
    const { attempts } = resultOf("lossy", 8);
    assert.deepEqual(
      attempts.filter(({ outcome }) => outcome === "timeout").map(({ key }) => key),
      [3, 4, 7],
    );
    const [first, , third] = attempts.map(({ sentUnixUs }) => Number(sentUnixUs));
    assert.equal(Number(third) - Number(first), 100_000);
  });

  test("says when ping did not wait for as long as it was asked to", () => {
    const lastAt = 1795337469.993334;
    const { attempts } = resultOf("lossy", 8, lastAt + 0.06);
    assert.equal(attempts[6]?.waitedMs, 155);
    assert.equal(attempts[0]?.waitedMs, undefined);
    assert.equal(resultOf("lossy", 8, lastAt + 10).attempts[6]?.waitedMs, undefined);
  });

  test("gives what was too long to each request that nothing else is known of", () => {
    const { attempts } = resultOf("frag-needed", 3);
    assert.deepEqual(
      attempts.map(({ outcome, reportedMtu }) => [outcome, reportedMtu]),
      [
        ["too-big", 1300],
        ["too-big", 1300],
        ["too-big", 1300],
      ],
    );
    assert.match(attempts[0]?.detail ?? "", /from 192\.0\.2\.2/);
  });

  test("makes every attempt unreachable when there is no route", () => {
    const { attempts } = resultOf("no-route", 3);
    assert.deepEqual(
      attempts.map(({ outcome, detail }) => `${outcome} ${detail}`),
      Array(3).fill("unreachable ENETUNREACH"),
    );
  });

  test("places nothing after its end, where it gave up at once", () => {
    const { attempts } = resultOf("no-route", 3, startedAt + 0.02);
    const endUs = (startedAt + 0.02) * 1e6;
    assert.ok(attempts.every(({ sentUnixUs }) => Number(sentUnixUs) <= endUs));
    assert.deepEqual(new Set(attempts.map(({ waitedMs }) => waitedMs)), new Set([undefined]));
  });

  test("has no attempts but an error when ping did not run", () => {
    const output = parsePing("ping: invalid option -- 'e'\n");
    const { attempts, error } = pingResult(output, request, startedAt, startedAt);
    assert.deepEqual(attempts, []);
    assert.match(error, /invalid option/);
  });
});
