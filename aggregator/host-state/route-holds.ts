import ipaddr from "ipaddr.js";

/** Whether a route, with its destination as `ip route` prints it, covers an address. */
export function routeHolds(
  { destination, gateway }: { readonly destination: string; readonly gateway: string },
  address: string,
): boolean {
  // Both families have a default route of that name.
  if (destination === "default") {
    return gateway === "" || gateway.includes(":") === address.includes(":");
  }
  try {
    const wanted = ipaddr.parse(address);
    const text = destination.includes("/") ? destination : `${destination}/${bitsOf(wanted)}`;
    const [network, length] = ipaddr.parseCIDR(text);
    return network.kind() === wanted.kind() && wanted.match([network, length]);
  } catch {
    return false; // "unreachable", "blackhole" and words of other kinds
  }
}

function bitsOf(address: ipaddr.IPv4 | ipaddr.IPv6): number {
  return address.kind() === "ipv4" ? 32 : 128;
}

/** Prefix length of a route's destination as `ip route` prints it. */
export function routeBits(destination: string): number {
  if (destination === "default") return 0;
  const [, length] = destination.split("/");
  return length === undefined ? bitsOfHost(destination) : Number(length);
}

function bitsOfHost(address: string): number {
  return address.includes(":") ? 128 : 32;
}
