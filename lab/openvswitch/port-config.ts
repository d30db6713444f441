import { runOnNode } from "../run-in.ts";
import type { SwitchHost } from "../topology/specs.ts";

/** What `ovs-ofctl mod-port` can take from a port, and how it gives it back (ovs-ofctl(8)). */
const restores = ["receive", "forward", "flood", "packet-in"] as const;
const restricted = /NO_RECV|NO_FWD|NO_FLOOD|NO_PACKET_IN/;

/** Lifts OpenFlow restrictions of a bridge's ports; they live in vswitchd alone. */
export async function restorePortConfig(node: SwitchHost, bridge: string): Promise<void> {
  const { stdout } = await runOnNode(node, ["ovs-ofctl", "dump-ports-desc", bridge]);
  for (const port of restrictedPorts(stdout)) {
    for (const what of restores)
      await runOnNode(node, ["ovs-ofctl", "mod-port", bridge, port, what]);
  }
}

/** Names of ports of which `dump-ports-desc` shows a restriction. */
export function restrictedPorts(text: string): string[] {
  const ports: string[] = [];
  let name = "";
  for (const line of text.split("\n")) {
    const header = /^ \S+\((.+)\): addr:/.exec(line);
    if (header !== null) name = header[1] ?? "";
    else if (/^\s+config:/.test(line) && restricted.test(line)) ports.push(name);
  }
  return ports;
}
