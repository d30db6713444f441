import type { Listener } from "../../proto/gen/tapline/v1/Listener.ts";
import { protocols } from "../../proto/wire/enums.ts";

/**
 * Sockets that take new packets, from `ss -H -tuln` (iproute2 6.1). A wildcard of both families
 * ("*") is given as one listener of each.
 */
export function parseListeners(text: string): Listener[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => parseListener(line));
}

function parseListener(line: string): Listener[] {
  const [protocol = "", state, , , local = ""] = line.trim().split(/\s+/);
  if (!protocols.has(protocol)) return [];
  if (state !== "LISTEN" && state !== "UNCONN") return [];
  const split = local.lastIndexOf(":");
  const port = Number(local.slice(split + 1));
  if (split < 0 || !Number.isInteger(port)) return [];
  const host = local.slice(0, split).replace(/[[\]]/g, "");
  const address = host.split("%")[0] ?? host;
  const addresses = address === "*" ? ["0.0.0.0", "::"] : [address];
  return addresses.map((each) => ({
    protocol: protocols.toWire(protocol),
    address: each,
    port,
  }));
}
