import { text } from "node:stream/consumers";
import { type DnsRequest, lookUp } from "./dns-lookup.ts";
import { probeBySockets } from "./socket-probe.ts";
import type { SocketProbeRequest } from "./socket-protocol.ts";

/**
 * The program that probes by TCP and UDP, and asks DNS. The agent starts it inside the pod's
 * network namespace (only the network is the pod's, so the image needs no tool) with its request on
 * stdin, and reads the report from its stdout. It starts for every probe: it imports nothing that
 * it can do without.
 */
async function main(): Promise<void> {
  // Written by this agent's other half of the same release: no check but that it is JSON.
  const request = JSON.parse(await text(process.stdin)) as SocketProbeRequest | DnsRequest;
  const report = request.protocol === "dns" ? await lookUp(request) : await probeBySockets(request);
  process.stdout.write(JSON.stringify(report));
}

main().catch((thrown: unknown) => {
  process.stderr.write(`Cannot probe: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
});
