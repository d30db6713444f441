import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { statusOf } from "../../../../agent/probe/http-get.ts";
import { probeBySockets } from "../../../../agent/probe/socket-probe.ts";
import {
  outcomeOfErrno,
  type SocketProbeRequest,
  udpToken,
  usablePort,
} from "../../../../agent/probe/socket-protocol.ts";

const request: SocketProbeRequest = {
  protocol: "tcp",
  destination: "127.0.0.1",
  port: 9,
  count: 3,
  intervalMs: 5,
  waitMs: 2_000,
  payloadBytes: 0,
  firstSourcePort: 52_300,
  http: null,
};

async function withServer(
  onConnection: Parameters<typeof createServer>[1],
  work: (port: number) => Promise<void>,
): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe("a probe by TCP", { timeout: 20_000 }, () => {
  test("is answered, each attempt from its own port, and closed cleanly", async () => {
    const seen: number[] = [];
    const endings: string[] = [];
    const closed: Promise<void>[] = [];
    await withServer(
      (socket) => {
        seen.push(socket.remotePort ?? 0);
        socket.on("end", () => endings.push("end"));
        socket.on("error", (error) => endings.push(error.message));
        closed.push(once(socket, "close").then(() => {}));
        socket.resume().on("end", () => socket.end());
      },
      async (port) => {
        const { attempts } = await probeBySockets({ ...request, port });
        assert.deepEqual(
          attempts.map(({ outcome }) => outcome),
          Array(3).fill("answered"),
        );
        assert.deepEqual(
          attempts.map(({ key }) => key),
          [52_300, 52_301, 52_302],
        );
        assert.ok(attempts.every(({ rttMs, sourceAddress }) => rttMs > 0 && sourceAddress !== ""));
        while (closed.length < 3) await new Promise((resolve) => setImmediate(resolve));
        await Promise.all(closed);
        assert.deepEqual(seen.sort(), [52_300, 52_301, 52_302]);
        assert.deepEqual(endings, ["end", "end", "end"]);
      },
    );
  });

  test("is refused where nothing listens", async () => {
    const { attempts } = await probeBySockets({ ...request, count: 1, firstSourcePort: 52_310 });
    assert.deepEqual(
      attempts.map(({ outcome, detail }) => [outcome, detail]),
      [["refused", "ECONNREFUSED"]],
    );
  });

  test("takes another port when its own is in use, and reports that one", async () => {
    const busy = createServer().listen(52_320, "0.0.0.0");
    await once(busy, "listening");
    await withServer(
      (socket) => socket.resume().end(),
      async (port) => {
        const { attempts } = await probeBySockets({
          ...request,
          port,
          count: 2,
          firstSourcePort: 52_320,
        });
        assert.deepEqual(
          attempts.map(({ key, outcome }) => [key, outcome]),
          [
            [52_322, "answered"],
            [52_321, "answered"],
          ],
        );
      },
    );
    busy.close();
  });

  test("counts the peer's close after the whole payload as its answer", async () => {
    const received: number[] = [];
    await withServer(
      (socket) => {
        let bytes = 0;
        socket.on("data", (chunk) => {
          bytes += chunk.length;
        });
        socket.on("end", () => {
          received.push(bytes);
          socket.end();
        });
      },
      async (port) => {
        const sized = { ...request, port, count: 1, payloadBytes: 1_348, firstSourcePort: 52_330 };
        const { attempts } = await probeBySockets(sized);
        assert.deepEqual(
          attempts.map(({ outcome, detail }) => [outcome, detail]),
          [["answered", "closed"]],
        );
        assert.deepEqual(received, [1_348]);
      },
    );
  });

  test("times out when the payload is not answered, and says that it was connected", async () => {
    await withServer(
      (socket) => socket.on("error", () => {}),
      async (port) => {
        const sized = { ...request, port, count: 1, payloadBytes: 100, firstSourcePort: 52_340 };
        const { attempts } = await probeBySockets({ ...sized, waitMs: 50 });
        assert.deepEqual(
          attempts.map(({ outcome, opened }) => [outcome, opened]),
          [["timeout", true]],
        );
      },
    );
  });
});

describe("a probe by UDP", { timeout: 20_000 }, () => {
  test("carries its token and key, padded to its size", async () => {
    const echo = createSocket("udp4");
    const received: Buffer[] = [];
    echo.on("message", (message, { port, address }) => {
      received.push(message);
      echo.send(message, port, address);
    });
    await new Promise<void>((resolve) => echo.bind(0, "127.0.0.1", resolve));
    const { port } = echo.address();
    const sized = { ...request, protocol: "udp", port, count: 1, payloadBytes: 64 } as const;
    const { attempts } = await probeBySockets({ ...sized, firstSourcePort: 52_350 });
    echo.close();
    assert.deepEqual(
      attempts.map(({ key, outcome }) => [key, outcome]),
      [[52_350, "answered"]],
    );
    assert.equal(received[0]?.length, 64);
    assert.equal(received[0]?.toString("latin1", 0, 4), udpToken);
    assert.equal(received[0]?.readUInt32BE(4), 52_350);
  });

  test("is refused by an ICMP error, and times out in silence", async () => {
    const udp = { ...request, protocol: "udp", count: 1, firstSourcePort: 52_360 } as const;
    const refused = await probeBySockets(udp);
    assert.deepEqual(
      refused.attempts.map(({ outcome }) => outcome),
      ["refused"],
    );
    const mute = createSocket("udp4");
    await new Promise<void>((resolve) => mute.bind(0, "127.0.0.1", resolve));
    const { port } = mute.address();
    const silent = await probeBySockets({ ...udp, port, waitMs: 30, firstSourcePort: 52_361 });
    mute.close();
    assert.deepEqual(
      silent.attempts.map(({ outcome, rttMs }) => [outcome, rttMs]),
      [["timeout", 0]],
    );
  });
});

describe("a GET on the open connection", { timeout: 20_000 }, () => {
  const http = { path: "/healthz?full=1", host: "web.shop" };
  const get = { ...request, count: 1, waitMs: 300, http };

  test("tells the status code and the time, and asks for what was named", async () => {
    const asked: string[] = [];
    await withServer(
      (socket) => {
        socket.on("data", (chunk) => {
          asked.push(chunk.toString("latin1"));
          socket.write("HTTP/1.1 5");
          setImmediate(() => socket.end("03 Service Unavailable\r\n\r\n"));
        });
      },
      async (port) => {
        const { attempts } = await probeBySockets({ ...get, port, firstSourcePort: 52_340 });
        const [attempt] = attempts;
        assert.deepEqual([attempt?.outcome, attempt?.httpStatus], ["answered", 503]);
        assert.ok((attempt?.httpMs ?? 0) > 0 && (attempt?.rttMs ?? 0) > 0);
        assert.equal(attempt?.httpError, "");
      },
    );
    assert.match(asked.join(""), /^GET \/healthz\?full=1 HTTP\/1\.1\r\nHost: web\.shop\r\n/);
    assert.match(asked.join(""), /\r\n\r\n$/);
  });

  const silences: readonly [string, Parameters<typeof createServer>[1], RegExp][] = [
    ["says nothing", () => {}, /^timeout$/],
    ["closes", (socket) => socket.end(), /^closed$|^EPIPE$/],
    ["resets", (socket) => socket.once("data", () => socket.resetAndDestroy()), /^ECONNRESET$/],
    [
      "is no HTTP",
      (socket) => socket.once("data", () => socket.end("SSH-2.0-x\n")),
      /^no-status-line$/,
    ],
  ];
  for (const [index, [what, onConnection, error]] of silences.entries()) {
    test(`a server that ${what} was reached all the same`, async () => {
      await withServer(onConnection, async (port) => {
        const firstSourcePort = 52_350 + index;
        const { attempts } = await probeBySockets({ ...get, port, firstSourcePort });
        assert.deepEqual(
          attempts.map(({ outcome, httpStatus, httpMs }) => [outcome, httpStatus, httpMs]),
          [["answered", 0, 0]],
        );
        assert.match(attempts[0]?.httpError ?? "", error);
      });
    });
  }

  test("a status line is read as RFC 9112 writes it, and nothing else is one", () => {
    assert.equal(statusOf("HTTP/1.1 200 OK\r\n"), 200);
    assert.equal(statusOf("HTTP/1.0 404\r\n"), 404);
    assert.equal(statusOf("HTTP/2 301 \r\n"), 301);
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/^HTTP\/\d/.test(text)) assert.equal(statusOf(text), null);
      }),
    );
    for (const text of ["HTTP/1.1 2000 OK\r\n", "HTTP/1.1 OK\r\n", "http/1.1 200 OK"]) {
      assert.equal(statusOf(text), null);
    }
  });
});

describe("what sockets say", () => {
  for (const [errno, outcome] of [
    ["ECONNREFUSED", "refused"],
    ["EHOSTUNREACH", "unreachable"],
    ["ENETUNREACH", "unreachable"],
    ["EMSGSIZE", "too-big"],
    ["ETIMEDOUT", "timeout"],
    ["EPERM", "error"],
  ] as const) {
    test(`${errno} is ${outcome}`, () => assert.equal(outcomeOfErrno(errno), outcome));
  }

  test("source ports stay in the range that anybody may use", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (port) => {
        const usable = usablePort(port);
        assert.ok(usable >= 1_024 && usable <= 65_535);
        if (port >= 1_024 && port <= 65_535) assert.equal(usable, port);
      }),
    );
  });
});
