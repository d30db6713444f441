import { addressIn, prefixLengthOf } from "./addresses.ts";
import type { BlockSpec, PeeringSide } from "./specs.ts";

const link = "169.254.101.0/24";
const link6 = "fd00:169:254::/112";

/** Both sides of the lab's peering. */
export function peeringOf(
  [near, nearBlocks]: readonly [string, readonly BlockSpec[]],
  [far, farBlocks]: readonly [string, readonly BlockSpec[]],
): PeeringSide[] {
  return [
    sideOf({ vpc: near, remoteVpc: far, host: 1, remoteHost: 2 }, farBlocks),
    sideOf({ vpc: far, remoteVpc: near, host: 2, remoteHost: 1 }, nearBlocks),
  ];
}

function sideOf(
  side: {
    readonly vpc: string;
    readonly remoteVpc: string;
    readonly host: number;
    readonly remoteHost: number;
  },
  remote: readonly BlockSpec[],
): PeeringSide {
  const own = [link, link6].map((cidr) => ({
    cidr,
    prefixLength: prefixLengthOf(cidr),
    gateway: addressIn(cidr, side.host),
  }));
  const routes = remote.map(({ cidr }) => ({
    cidr,
    nextHopIp: addressIn(cidr.includes(":") ? link6 : link, side.remoteHost),
  }));
  return { vpc: side.vpc, remoteVpc: side.remoteVpc, own, routes };
}
