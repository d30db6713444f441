import { connect, type Socket } from "node:net";
import { httpGet } from "./http-get.ts";
import {
  noHttp,
  outcomeOfErrno,
  type SocketAttempt,
  type SocketProbeRequest,
} from "./socket-protocol.ts";

/** How long the peer may take for its side of the close before we end ours. */
const closeWaitMs = 100;

/**
 * One TCP connection from a given source port: connects and closes cleanly. With a payload it is
 * sent before the close, and the peer's data, close or reset is the answer: only a peer that got
 * the whole payload can see the close behind it.
 */
export function tcpAttempt(request: SocketProbeRequest, port: number): Promise<SocketAttempt> {
  const { destination, waitMs, payloadBytes } = request;
  const sentUnixUs = Math.round((performance.timeOrigin + performance.now()) * 1_000);
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const socket = connect({
      host: destination,
      port: request.port,
      localPort: port,
      noDelay: true,
      allowHalfOpen: true,
    });
    let sourceAddress = "";
    let isConnected = false;
    const settle = (outcome: SocketAttempt["outcome"], detail: string): void => {
      clearTimeout(timer);
      const isAnswer = outcome === "answered" || outcome === "refused";
      const rttMs = isAnswer ? performance.now() - startedAt : 0;
      const opened = isConnected;
      resolve({ key: port, sentUnixUs, outcome, rttMs, detail, opened, sourceAddress, ...noHttp });
    };
    const ask = async (http: NonNullable<SocketProbeRequest["http"]>): Promise<void> => {
      clearTimeout(timer);
      const rttMs = performance.now() - startedAt;
      const answer = await httpGet(socket, http, waitMs);
      const attempt = { key: port, sentUnixUs, rttMs, opened: true, sourceAddress } as const;
      settleClean(socket, () =>
        resolve({ ...attempt, outcome: "answered", detail: "", ...answer }),
      );
    };
    const timer = setTimeout(() => {
      settle("timeout", "");
      socket.destroy();
    }, waitMs);
    socket.once("connect", () => {
      isConnected = true;
      sourceAddress = socket.localAddress ?? "";
      if (request.http !== null) void ask(request.http);
      else if (payloadBytes > 0) socket.end(Buffer.alloc(payloadBytes, "tapline "));
      else settleClean(socket, () => settle("answered", ""));
    });
    const answered = (detail: string): void => {
      if (payloadBytes > 0) settleClean(socket, () => settle("answered", detail));
    };
    socket.once("data", () => answered("data"));
    socket.once("end", () => answered("closed"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (isConnected && request.http !== null) return; // the GET tells it
      const code = error.code ?? error.message;
      // Once it is open the peer answers, if only by a reset.
      if (isConnected) settle("answered", code);
      else settle(outcomeOfErrno(code), code);
      socket.destroy();
    });
  });
}

/** Ends our side and drains the peer's, so that the peer sees a close and no reset. */
function settleClean(socket: Socket, settle: () => void): void {
  settle();
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), closeWaitMs);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(timer));
}
