import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { ProbeRequest } from "../../../../agent/probe/probe-request.ts";
import { socketProgram } from "../../../../agent/probe/socket-program.ts";
import {
  probeSockets,
  socketRequest,
  tooBigForInterface,
} from "../../../../agent/probe/sockets.ts";
import { skipNetns, TestNetnses } from "../ports/test-netns.ts";

const request: ProbeRequest = {
  protocol: "udp",
  destination: "192.0.2.1",
  family: 4,
  port: 9,
  count: 2,
  intervalMs: 5,
  waitMs: 500,
  packetBytes: 1_400,
  dontFragment: true,
  http: null,
  identifier: 40_000,
};

describe("what the socket probe is told", () => {
  test("is the payload that makes the packet as large as was asked for", () => {
    const bytes = (protocol: "tcp" | "udp", family: 4 | 6): number =>
      socketRequest({ ...request, protocol, family }).payloadBytes;
    assert.deepEqual(
      [bytes("udp", 4), bytes("udp", 6), bytes("tcp", 4), bytes("tcp", 6)],
      [1_372, 1_352, 1_348, 1_328],
    );
  });

  test("is a first source port of its own when none is given", () => {
    assert.ok(socketRequest({ ...request, identifier: 0 }).firstSourcePort > 60_000);
  });
});

describe("a datagram with DF that is larger than the interface takes", () => {
  test("is told as the kernel would", () => {
    const attempts = tooBigForInterface(request, 1_300) ?? [];
    assert.deepEqual(
      attempts.map(({ key, outcome }) => [key, outcome]),
      [
        [40_000, "too-big"],
        [40_001, "too-big"],
      ],
    );
    assert.equal(attempts[0]?.reportedMtu, 1_300);
  });

  test("is sent when it fits, when it may be fragmented, and when the MTU is not known", () => {
    assert.equal(tooBigForInterface(request, 1_400), null);
    assert.equal(tooBigForInterface({ ...request, dontFragment: false }, 1_300), null);
    assert.equal(tooBigForInterface(request, 0), null);
  });
});

describe("the socket program", { timeout: 20_000 }, () => {
  test("is the bundle beside the agent's own, where there is one", async () => {
    const directory = await mkdtemp(join(tmpdir(), "tlt-bundle-"));
    await writeFile(join(directory, "probe-socket.js"), "");
    const vector = socketProgram(pathToFileURL(join(directory, "agent.js")).href);
    assert.deepEqual(vector, [process.execPath, join(directory, "probe-socket.js")]);
    await rm(directory, { recursive: true });
  });

  test("probes from a pod's namespace", { skip: skipNetns }, async () => {
    const netnses = new TestNetnses();
    try {
      const { pod } = await netnses.pair("3f00112233bb_h");
      const { signal } = new AbortController();
      const result = await probeSockets(pod.path, request, signal);
      assert.equal(result.sourceAddress, "192.0.2.5");
      assert.deepEqual(
        result.attempts.map(({ key, outcome }) => [key, outcome]),
        [
          [40_000, "refused"],
          [40_001, "refused"],
        ],
      );
      const beyond = { ...request, protocol: "tcp", destination: "198.51.100.1" } as const;
      const lost = await probeSockets(pod.path, beyond, signal);
      assert.deepEqual(
        lost.attempts.map(({ outcome, detail }) => `${outcome} ${detail}`),
        ["unreachable ENETUNREACH", "unreachable ENETUNREACH"],
      );
    } finally {
      await netnses.remove();
    }
  });
});
