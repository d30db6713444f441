import type { FirewallPacket } from "../../../../../aggregator/firewall/packet.ts";
import { type TestNetns, TestNetnses } from "../../../agent/ports/test-netns.ts";
import { ends } from "./nft-rules.ts";

/** A packet as it is sent, and as a firewall is asked about it. */
export interface Sent {
  readonly name: string;
  readonly packet: FirewallPacket;
  /** A program and its arguments, as bash runs it. */
  readonly command: string;
}

function sent(name: string, family: "ip" | "ip6", protocol: FirewallPacket["protocol"]): Sent {
  const { from, to } = ends[family];
  const isEcho = protocol === "icmp" || protocol === "ipv6-icmp";
  return {
    name,
    packet: {
      source: from,
      destination: to,
      protocol,
      sourcePort: null,
      destinationPort: isEcho ? null : ends.port,
      icmpType: isEcho ? "echo-request" : null,
      ctState: "new",
      inInterface: null,
      outInterface: null,
    },
    command: isEcho
      ? `ping -n -c 1 -W 1 ${to} >/dev/null`
      : `{ echo >/dev/${protocol}/${to}/${ends.port}; } 2>/dev/null`,
  };
}

export const packets: readonly Sent[] = [
  sent("TCP", "ip", "tcp"),
  sent("UDP", "ip", "udp"),
  sent("ICMP", "ip", "icmp"),
  sent("TCP over IPv6", "ip6", "tcp"),
  sent("UDP over IPv6", "ip6", "udp"),
  sent("ICMPv6", "ip6", "ipv6-icmp"),
];

/** Two namespaces with a cable: what one sends, the other's firewall sees. */
export class Wire {
  readonly #netnses = new TestNetnses();

  async open(): Promise<{ readonly near: TestNetns; readonly far: TestNetns }> {
    const { node, pod } = await this.#netnses.pair("eth0");
    const add = async (at: TestNetns, address: string, prefix: number): Promise<void> => {
      await at.exec("ip", "addr", "add", `${address}/${prefix}`, "dev", "eth0", "nodad");
    };
    await add(node, ends.ip6.to, 64);
    await add(pod, ends.ip6.from, 64);
    // The first packet would wait for an answer about the neighbour.
    await pod.exec("bash", "-c", `${packets.map(({ command }) => command).join("; ")}; true`);
    return { near: pod, far: node };
  }

  async send(from: TestNetns, { command }: Sent): Promise<void> {
    await from.exec("bash", "-c", `${command}; true`);
  }

  close(): Promise<void> {
    return this.#netnses.remove();
  }
}
