import type { Socket } from "node:net";
import type { SocketAttempt, SocketProbeRequest } from "./socket-protocol.ts";

export type HttpAnswer = Pick<SocketAttempt, "httpStatus" | "httpMs" | "httpError">;

/** A status line is shorter; what is longer is no HTTP. */
const maxStatusLine = 8_192;

/** Sends a GET on an open connection and waits for the status line (RFC 9112 section 4). */
export function httpGet(
  socket: Socket,
  http: NonNullable<SocketProbeRequest["http"]>,
  waitMs: number,
): Promise<HttpAnswer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let received = "";
    const settle = (httpStatus: number, httpError: string): void => {
      clearTimeout(timer);
      socket.removeAllListeners("data");
      const httpMs = httpStatus === 0 ? 0 : performance.now() - startedAt;
      resolve({ httpStatus, httpMs, httpError });
    };
    const timer = setTimeout(() => settle(0, "timeout"), waitMs);
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      const end = received.indexOf("\n");
      if (end < 0 && received.length < maxStatusLine) return;
      const status = statusOf(received);
      settle(status ?? 0, status === null ? "no-status-line" : "");
    });
    socket.once("end", () => settle(0, "closed"));
    socket.once("error", (error: NodeJS.ErrnoException) => settle(0, error.code ?? error.message));
    socket.write(requestText(http));
  });
}

function requestText({ path, host }: NonNullable<SocketProbeRequest["http"]>): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "User-Agent: tapline",
    "Accept: */*",
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The code of a status line; null for what is none. */
export function statusOf(text: string): number | null {
  const code = /^HTTP\/\d(?:\.\d)? ([1-5]\d\d)(?:[ \r\n]|$)/.exec(text)?.[1];
  return code === undefined ? null : Number(code);
}
