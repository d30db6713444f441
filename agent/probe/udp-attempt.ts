import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import {
  noHttp,
  outcomeOfErrno,
  type SocketAttempt,
  type SocketProbeRequest,
  udpToken,
} from "./socket-protocol.ts";

/** Two words: the token and the key. */
const tokenBytes = 8;
const keyAt = 4;

/** One datagram from a given source port; the socket is connected, so that ICMP errors reach it. */
export function udpAttempt(request: SocketProbeRequest, port: number): Promise<SocketAttempt> {
  const { destination, waitMs } = request;
  let sentUnixUs = Math.round((performance.timeOrigin + performance.now()) * 1_000);
  let startedAt = performance.now();
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(destination) ? "udp6" : "udp4");
    let sourceAddress = "";
    let isSettled = false;
    const settle = (outcome: SocketAttempt["outcome"], detail: string): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      socket.close();
      const isAnswer = outcome === "answered" || outcome === "refused";
      const rttMs = isAnswer ? performance.now() - startedAt : 0;
      const attempt = { key: port, sentUnixUs, outcome, rttMs, detail, opened: false } as const;
      resolve({ ...attempt, sourceAddress, ...noHttp });
    };
    const timer = setTimeout(() => settle("timeout", ""), waitMs);
    const fail = (error: NodeJS.ErrnoException): void => {
      const code = error.code ?? error.message;
      settle(outcomeOfErrno(code), code);
    };
    socket.on("error", fail);
    socket.on("message", () => settle("answered", ""));
    socket.bind(port, () => {
      socket.connect(request.port, destination, (error?: Error) => {
        if (error) return fail(error);
        sourceAddress = socket.address().address;
        sentUnixUs = Math.round((performance.timeOrigin + performance.now()) * 1_000);
        startedAt = performance.now();
        socket.send(payload(request.payloadBytes, port), (failure) => {
          if (failure) fail(failure);
        });
      });
    });
  });
}

function payload(bytes: number, key: number): Buffer {
  const buffer = Buffer.alloc(Math.max(bytes, tokenBytes), 0);
  buffer.write(udpToken, 0, "latin1");
  buffer.writeUInt32BE(key, keyAt);
  return buffer;
}
