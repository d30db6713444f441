import { setTimeout as delay } from "node:timers/promises";
import {
  isPortTaken,
  type SocketAttempt,
  type SocketProbeReport,
  type SocketProbeRequest,
  usablePort,
} from "./socket-protocol.ts";
import { tcpAttempt } from "./tcp-attempt.ts";
import { udpAttempt } from "./udp-attempt.ts";

/** Source ports that one attempt tries. */
const maxPortTries = 16;

/** Makes all attempts, each at its time, whatever becomes of the others. */
export async function probeBySockets(request: SocketProbeRequest): Promise<SocketProbeReport> {
  const attempts = Array.from({ length: request.count }, async (_, index) => {
    if (index > 0) await delay(index * request.intervalMs);
    return attemptWithFreePort(request, index);
  });
  return { attempts: await Promise.all(attempts) };
}

async function attemptWithFreePort(
  request: SocketProbeRequest,
  index: number,
): Promise<SocketAttempt> {
  const attempt = request.protocol === "tcp" ? tcpAttempt : udpAttempt;
  for (let tries = 1; ; tries += 1) {
    // The next try steps over the ports of the other attempts.
    const step = (tries - 1) * request.count;
    const made = await attempt(request, usablePort(request.firstSourcePort + index + step));
    if (tries === maxPortTries || !isPortTaken(made.detail)) return made;
  }
}
