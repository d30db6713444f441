import { readInRoot } from "../../lib/open-in-root.ts";
import type { LinkState } from "./links.ts";

/** Each of these files holds a number or an address. */
const maxBytes = 256;

/**
 * A pod's interface as `/proc/<pid>/root/sys/class/net/<name>` tells it: for nodes on which the
 * agent may look at processes and not enter their namespaces. Addresses are not to be had there.
 *
 * @returns null when the process shows no such interface.
 */
export async function readSysfsLink(pid: number, name: string): Promise<LinkState | null> {
  if (!/^[^/\s]{1,15}$/.test(name) || name.startsWith(".")) return null;
  const read = (file: string): Promise<string> =>
    readInRoot(`/proc/${pid}/root`, `/sys/class/net/${name}/${file}`, maxBytes);
  const count = async (file: string): Promise<number> => Number(await read(`statistics/${file}`));
  try {
    const flags = Number(await read("flags"));
    return {
      name,
      ifindex: Number(await read("ifindex")),
      peerIfindex: Number(await read("iflink")),
      mtu: Number(await read("mtu")),
      mac: (await read("address")).trim(),
      up: (flags & 1) === 1,
      // Reading the file of an interface that is down is an error (EINVAL), not a zero.
      carrier: (await read("carrier").catch(() => "0")).trim() === "1",
      kind: "",
      addresses: [],
      unusableAddresses: {},
      rxPackets: await count("rx_packets"),
      txPackets: await count("tx_packets"),
      rxDropped: await count("rx_dropped"),
      txDropped: await count("tx_dropped"),
      rxErrors: await count("rx_errors"),
      txErrors: await count("tx_errors"),
      master: "",
      peerNetnsId: null,
    };
  } catch {
    return null;
  }
}
