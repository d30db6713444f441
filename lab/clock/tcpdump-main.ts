#!/usr/bin/env node
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../lib/errors.ts";
import { type Started, start } from "../../lib/exec.ts";
import { PcapShift } from "./pcap-shift.ts";

/**
 * tcpdump on a node whose clock is off. The kernel of this machine stamps the packets of all of the
 * lab's nodes, and a namespace cannot have a wall clock of its own (time_namespaces(7)). So this
 * stands in for the node's kernel: it runs tcpdump and moves the times in what it captures.
 *
 * Environment: TAPLINE_LAB_CLOCK_AHEAD_S, whole seconds; PATH with this program's own folder first
 * and the real tcpdump's behind it. Signals are passed on; it ends as tcpdump does.
 */
async function main(): Promise<void> {
  const seconds = Number(process.env.TAPLINE_LAB_CLOCK_AHEAD_S);
  if (!Number.isInteger(seconds)) {
    throw new RangeError("Cannot move packets: TAPLINE_LAB_CLOCK_AHEAD_S is no number of seconds");
  }
  let started: Started | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const) {
    process.on(signal, () => {
      if (started === null) process.exit(1);
      started.child.kill(signal);
    });
  }
  const [, ...others] = (process.env.PATH ?? "").split(":");
  const argv = ["tcpdump", ...process.argv.slice(2)];
  started = await start(argv, { env: { PATH: others.join(":") }, dieWithParent: true });
  const { child, stdin, stdout, stderr } = started;
  stdin?.end();
  stderr?.pipe(process.stderr);
  const ended = new Promise<number>((resolve) => {
    child.once("close", (exitCode) => resolve(exitCode ?? 1));
  });
  if (stdout !== null) await pipeline(stdout, new PcapShift(seconds), process.stdout);
  process.exitCode = await ended;
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(1);
});
